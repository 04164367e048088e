import { type PrintTableOptions, printTable } from '../../../kube/printers/print-table.ts';
import { tableOf } from '../../../kube/printers/printers.ts';
import type { Table } from '../../../kube/printers/table.ts';
import type { KubeObject } from '../../../kube/value.ts';
import type { ObjectNow } from '../../session/trace-window.ts';

/** One kind as `kubectl get` prints it. */
export interface KubeListing {
  readonly headers: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly string[] }[];
  /** The very text of the command's output. */
  readonly text: string;
}

/** What `kubectl get` would print of these objects at `unixUs`, as cells and as text: both come from the same Table. */
export function listingOf(
  group: string,
  kind: string,
  objects: readonly ObjectNow[],
  unixUs: number,
  options: PrintTableOptions,
): KubeListing {
  const table = tableOf(
    group,
    kind,
    objects.map((entry) => entry.object as KubeObject),
    unixUs,
  );
  const shown = table.columnDefinitions.flatMap((column, i) =>
    column.priority === 0 || options.wide === true ? [i] : [],
  );
  const namespaced = options.withNamespace === true;
  return {
    headers: [
      ...(namespaced ? ['NAMESPACE'] : []),
      ...shown.map((i) => (table.columnDefinitions[i]?.name ?? '').toUpperCase()),
    ],
    rows: table.rows.map((row, at) => ({
      key: objects[at]?.key ?? '',
      cells: [...(namespaced ? [namespaceOf(table, at)] : []), ...shown.map((i) => cellText(row.cells[i]))],
    })),
    text: printTable(table, options),
  };
}

function namespaceOf(table: Table, at: number): string {
  return table.rows[at]?.object?.metadata.namespace ?? '';
}

/** Only the first line, as kubectl prints it. */
function cellText(cell: unknown): string {
  const text = cell === null || cell === undefined ? '' : String(cell);
  const end = text.search(/[\n\r\f]/);
  return end < 0 ? text : `${text.slice(0, end)}...`;
}
