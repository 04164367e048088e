/** Go's text/tabwriter with minimum width 0 and padding 2, as `kubectl describe` uses it: columns are aligned over neighbouring lines only. */
const PADDING = 2;

function width(text: string): number {
  let n = 0;
  for (const _ of text) n += 1;
  return n;
}

class Writer {
  private readonly lines: readonly (readonly string[])[];
  private readonly widths: number[] = [];
  private readonly out: string[] = [];

  constructor(lines: readonly (readonly string[])[]) {
    this.lines = lines;
  }

  /** Lays out lines from `from` to `to`, whose columns so far have `widths`. */
  private layout(from: number, to: number): void {
    const column = this.widths.length;
    const has = (i: number) => column < (this.lines[i] as readonly string[]).length - 1;
    let start = from;
    for (let i = from; i < to; i += 1) {
      if (!has(i)) continue;
      this.write(start, i);
      let end = i;
      let widest = 0;
      for (; end < to && has(end); end += 1)
        widest = Math.max(widest, width(this.lines[end]?.[column] as string) + PADDING);
      this.widths.push(widest);
      this.layout(i, end);
      this.widths.pop();
      start = end;
      i = end - 1;
    }
    this.write(start, to);
  }

  private write(from: number, to: number): void {
    for (let i = from; i < to; i += 1) {
      const line = this.lines[i] as readonly string[];
      this.out.push(
        line
          .map((cell, j) =>
            j < this.widths.length
              ? cell + ' '.repeat(Math.max(0, (this.widths[j] as number) - width(cell)))
              : cell,
          )
          .join(''),
      );
    }
  }

  text(): string {
    this.layout(0, this.lines.length);
    return this.out.map((line) => `${line}\n`).join('');
  }
}

/** Aligns text whose cells are ended by tabs. */
export function alignTabs(text: string): string {
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  return new Writer(lines.map((line) => line.split('\t'))).text();
}
