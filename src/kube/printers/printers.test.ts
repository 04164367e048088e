import { describe, expect, it } from 'vitest';
import { applyDefaults } from '../defaults/defaults.ts';
import { parseTimeUs } from '../time.ts';
import type { KubeObject } from '../value.ts';
import { judge } from '../testing/vectors.ts';
import { printTable } from './print-table.ts';
import { tableOf } from './printers.ts';
import type { Table } from './table.ts';

const pod = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', creationTimestamp: '2026-05-01T11:58:00Z', labels: { app: 'web' } },
  spec: { containers: [{ name: 'c', image: 'nginx' }], nodeName: 'node-0' },
  status: {
    phase: 'Running',
    podIP: '10.244.0.2',
    containerStatuses: [{ name: 'c', ready: true, restartCount: 0, state: { running: {} } }],
  },
});

describe('tables', () => {
  const nowUs = parseTimeUs('2026-05-01T12:00:00Z') as number;

  it('print as kubectl prints them', () => {
    const table = tableOf('', 'Pod', [pod('a'), pod('a-longer-name')], nowUs);
    expect(printTable(table)).toBe(
      'NAME            READY   STATUS    RESTARTS   AGE\na               1/1     Running   0          2m\na-longer-name   1/1     Running   0          2m\n',
    );
    expect(printTable(table, { noHeaders: true, showLabels: true, withNamespace: true }).split('\n')[0]).toBe(
      'default   a               1/1   Running   0     2m    app=web',
    );
  });

  judge(
    'printers.jsonl',
    139,
    (
      input: { object: KubeObject },
      out: {
        columns?: readonly { name: string; priority: number }[];
        rows?: readonly { cells: unknown[]; conditions?: unknown }[];
      },
    ) => {
      const [version = '', group = ''] = input.object.apiVersion.split('/').reverse();
      const table: Table = tableOf(
        version === '' ? '' : group,
        input.object.kind,
        [applyDefaults(input.object)],
        nowUs,
        { include: 'None' },
      );
      if (out.columns === undefined)
        return table.columnDefinitions[1]?.name === 'Created At' ? undefined : table.columnDefinitions;
      const columns = table.columnDefinitions.map(({ name, type, format, priority }) =>
        format === '' ? { name, priority, type } : { format, name, priority, type },
      );
      const mine = { columns, rows: table.rows };
      return JSON.stringify(sorted(mine)) === JSON.stringify(sorted(out)) ? undefined : mine;
    },
  );
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  );
}
