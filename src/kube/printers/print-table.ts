import { formatLabels } from '../labels.ts';
import type { Table, TableRow } from './table.ts';

export interface PrintTableOptions {
  readonly wide?: boolean;
  readonly noHeaders?: boolean;
  readonly showLabels?: boolean;
  /** `-L`: labels that get a column of their own. */
  readonly labelColumns?: readonly string[];
  /** `-A`: a NAMESPACE column in front. */
  readonly withNamespace?: boolean;
  /** `pod/` in front of each name, as when several resources are asked for. */
  readonly namePrefix?: string;
}

const PADDING = 3;
const WIDTH_MIN = 6;

/** A cell as one line: what follows a line break is left out and marked. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  const text = String(cell);
  for (let i = 0; i < text.length; i += 1)
    if (text[i] === '\n' || text[i] === '\r' || text[i] === '\f') return `${text.slice(0, i)}...`;
  return text;
}

function displayWidth(text: string): number {
  let width = 0;
  for (const _ of text) width += 1;
  return width;
}

/** Lines of equal length become columns three spaces apart; the last column is not padded. Models Go's text/tabwriter as kubectl sets it. */
export function alignColumns(
  lines: readonly (readonly string[])[],
  padding = PADDING,
  widthMin = WIDTH_MIN,
): string {
  const widths: number[] = [];
  for (const line of lines)
    line.forEach((cell, i) => {
      if (i < line.length - 1) widths[i] = Math.max(widths[i] ?? widthMin, displayWidth(cell) + padding);
    });
  const pad = (cell: string, i: number, line: readonly string[]) =>
    i === line.length - 1 ? cell : cell + ' '.repeat((widths[i] as number) - displayWidth(cell));
  return lines.map((line) => `${line.map(pad).join('')}\n`).join('');
}

const labelName = (key: string) => key.slice(key.lastIndexOf('/') + 1).toUpperCase();

function headerOf(table: Table, shown: readonly number[], options: PrintTableOptions): readonly string[] {
  return [
    ...(options.withNamespace ? ['NAMESPACE'] : []),
    ...shown.map((i) => (table.columnDefinitions[i]?.name ?? '').toUpperCase()),
    ...(options.labelColumns ?? []).map(labelName),
    ...(options.showLabels ? ['LABELS'] : []),
  ];
}

function lineOf(
  row: TableRow,
  table: Table,
  shown: readonly number[],
  options: PrintTableOptions,
): readonly string[] {
  const metadata = row.object?.metadata;
  const cells = shown.map((i) => {
    const text = cellText(row.cells[i]);
    return options.namePrefix && table.columnDefinitions[i]?.format === 'name'
      ? options.namePrefix + text
      : text;
  });
  return [
    ...(options.withNamespace ? [metadata?.namespace ?? ''] : []),
    ...cells,
    ...(options.labelColumns ?? []).map((key) => metadata?.labels?.[key] ?? ''),
    ...(options.showLabels ? [formatLabels(metadata?.labels)] : []),
  ];
}

/** The text that `kubectl get` prints of a Table. Models cli-runtime printers tableprinter.go. */
export function printTable(table: Table, options: PrintTableOptions = {}): string {
  const shown = table.columnDefinitions.flatMap((column, i) =>
    column.priority === 0 || options.wide ? [i] : [],
  );
  const lines = table.rows.map((row) => lineOf(row, table, shown, options));
  return alignColumns(options.noHeaders ? lines : [headerOf(table, shown, options), ...lines]);
}
