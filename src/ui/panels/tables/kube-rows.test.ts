import { describe, expect, it } from 'vitest';
import { listingOf } from './kube-rows.ts';

const now = Date.UTC(2026, 0, 5, 9, 0, 30) * 1000;
const pod = (name: string) => ({
  key: `pods/default/${name}`,
  atUs: 0,
  object: {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', creationTimestamp: '2026-01-05T09:00:00Z' },
    spec: { nodeName: 'node-2', containers: [{ name: 'web', image: 'nginx' }] },
    status: {
      phase: 'Running',
      podIP: '10.244.2.2',
      containerStatuses: [{ name: 'web', ready: true, restartCount: 0, state: { running: {} } }],
    },
  },
});

describe('a table', () => {
  it('is what kubectl prints, cell for cell', () => {
    const listing = listingOf('', 'Pod', [pod('web')], now, {});
    expect(listing.text).toBe(
      'NAME   READY   STATUS    RESTARTS   AGE\nweb    1/1     Running   0          30s\n',
    );
    expect(listing.headers).toEqual(['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE']);
    expect(listing.rows).toEqual([{ key: 'pods/default/web', cells: ['web', '1/1', 'Running', '0', '30s'] }]);
  });

  it('has more columns when it is wide, and the namespace in front with -A', () => {
    const wide = listingOf('', 'Pod', [pod('web')], now, { wide: true, withNamespace: true });
    expect(wide.headers).toEqual([
      'NAMESPACE',
      'NAME',
      'READY',
      'STATUS',
      'RESTARTS',
      'AGE',
      'IP',
      'NODE',
      'NOMINATED NODE',
      'READINESS GATES',
    ]);
    expect(wide.rows[0]?.cells.slice(0, 2)).toEqual(['default', 'web']);
    expect(wide.text.split('\n')[1]?.split(/ {3,}/)).toEqual(wide.rows[0]?.cells);
  });
});
