import { FitAddon } from '@xterm/addon-fit';
import { type ITheme, Terminal as XTerm } from '@xterm/xterm';

/** The last line: what is typed, or what the command waits for. `cursor` counts columns from its left end, −1 hides the cursor at the end. */
export interface LiveLine {
  /** With our own colours. */
  readonly text: string;
  /** Columns that the text takes. */
  readonly columns: number;
  readonly cursor: number;
}

/** An xterm that always shows a given transcript and one live line below it. */
export class Screen {
  readonly xterm: XTerm;
  private readonly fit = new FitAddon();
  private lines: readonly string[] = [];
  private live: LiveLine = { text: '', columns: 0, cursor: 0 };
  private cursorRow = 0;
  private readonly watch: ResizeObserver;

  constructor(host: HTMLElement, label: string) {
    this.xterm = new XTerm({
      fontFamily: cssOf('--font-mono'),
      fontSize: 12,
      lineHeight: 1.35,
      cursorBlink: false,
      cursorStyle: 'block',
      cursorInactiveStyle: 'outline',
      convertEol: true,
      scrollback: 5_000,
      screenReaderMode: true,
      theme: themeOf(),
      minimumContrastRatio: 4.5,
    });
    this.xterm.loadAddon(this.fit);
    this.xterm.open(host);
    this.relabel(label);
    this.watch = new ResizeObserver(() => this.refit());
    this.watch.observe(host);
  }

  relabel(label: string): void {
    this.xterm.textarea?.setAttribute('aria-label', label);
  }

  /** Takes the colours of the page's theme. */
  recolour(): void {
    this.xterm.options.theme = themeOf();
  }

  show(lines: readonly string[], live: LiveLine): void {
    let out = this.eraseLive();
    const known = this.lines;
    const goesOn = known.length <= lines.length && known.every((line, i) => line === lines[i]);
    if (!goesOn) out = '\x1b[2J\x1b[3J\x1b[H';
    for (const line of goesOn ? lines.slice(known.length) : lines) out += `${line}\r\n`;
    this.lines = lines;
    this.xterm.write(out + this.drawLive(live));
  }

  dispose(): void {
    this.watch.disconnect();
    this.xterm.dispose();
  }

  /** A terminal wraps lines anew when its width changes, so everything is written again. */
  private refit(): void {
    const columns = this.xterm.cols;
    this.fit.fit();
    if (this.xterm.cols === columns) return;
    const { lines, live } = this;
    this.lines = [];
    this.cursorRow = 0;
    this.xterm.write('\x1b[2J\x1b[3J\x1b[H');
    this.show(lines, live);
  }

  private eraseLive(): string {
    return `${this.cursorRow > 0 ? `\x1b[${this.cursorRow}A` : ''}\r\x1b[0J`;
  }

  /** A space behind the text makes a full row wrap, so that the row of the cursor is always columns ÷ width. */
  private drawLive(live: LiveLine): string {
    const width = Math.max(1, this.xterm.cols);
    const cursor = live.cursor < 0 ? live.columns : live.cursor;
    const endRow = Math.floor(live.columns / width);
    this.cursorRow = Math.floor(cursor / width);
    this.live = live;
    const up = endRow - this.cursorRow;
    const place = `${up > 0 ? `\x1b[${up}A` : ''}\x1b[${(cursor % width) + 1}G`;
    return `${live.cursor < 0 ? '\x1b[?25l' : '\x1b[?25h'}${live.text} ${place}`;
  }
}

const cssOf = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function themeOf(): ITheme {
  return {
    background: cssOf('--s1'),
    foreground: cssOf('--t2'),
    cursor: cssOf('--now'),
    cursorAccent: cssOf('--nowink'),
    selectionBackground: cssOf('--line2'),
    brightWhite: cssOf('--t1'),
    brightBlack: cssOf('--t3'),
  };
}
