import type { LogEvent } from '../../../protocol/trace.ts';
import { plainText } from './plain-text.ts';

/** Something the page itself said in a terminal; the engine knows nothing of it. */
export type LocalEntry =
  | { readonly kind: 'said'; readonly atUs: number; readonly line: string; readonly text: string }
  /** Everything before it is hidden. */
  | { readonly kind: 'clear'; readonly atUs: number };

export interface Transcript {
  /** Lines as they go to the terminal, with our own colours. */
  readonly lines: readonly string[];
  /** A command has begun and not ended. */
  readonly running: boolean;
}

// Our own colours, by ANSI number; the theme says what they are.
const DIM = '\x1b[90m';
const BRIGHT = '\x1b[97m';
const OFF = '\x1b[0m';
const LINES_MAX = 2_000;

export const PROMPT = `${DIM}$${OFF} `;
export const dim = (text: string) => `${DIM}${text}${OFF}`;

/** What a terminal session shows at the playhead, from the lines printed so far and what the page said itself. */
export function transcriptOf(
  logs: readonly LogEvent[],
  local: readonly LocalEntry[],
  us: number,
): Transcript {
  let lines: string[] = [];
  let running = false;
  let next = 0;
  const seen = local.filter((entry) => entry.atUs <= us);
  const say = (untilUs: number) => {
    for (; next < seen.length && (seen[next] as LocalEntry).atUs < untilUs; next += 1) {
      const entry = seen[next] as LocalEntry;
      if (entry.kind === 'clear') lines = [];
      else lines.push(commandLine(entry.line), ...entry.text.split('\n'));
    }
  };
  for (const log of logs) {
    say(log.atUs);
    if (log.stream === 'exit') running = false;
    else if (log.stream === 'prompt') {
      running = true;
      lines.push(commandLine(log.text));
    } else lines.push(...plainText(log.text).split('\n'));
  }
  say(Number.POSITIVE_INFINITY);
  return { lines: lines.slice(-LINES_MAX), running };
}

function commandLine(line: string): string {
  return `${PROMPT}${BRIGHT}${plainText(line).replaceAll('\n', ' ')}${OFF}`;
}
