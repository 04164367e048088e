import type { Wire } from '../../../protocol/ids.ts';

/** Colours that the overlay paints with, read once per theme from the page's variables. */
export interface Palette {
  readonly bg: string;
  readonly surface: string;
  readonly now: string;
  readonly ink: string;
  readonly text: string;
  readonly failed: string;
  readonly wires: Readonly<Record<Wire, string>>;
  readonly mono: string;
  readonly ui: string;
}

/** Reads the theme in force at an element. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    bg: of('--bg'),
    surface: of('--s1'),
    now: of('--now'),
    ink: of('--pill-ink'),
    text: of('--t2'),
    failed: of('--st-failed'),
    wires: { http: of('--w-http'), etcd: of('--w-etcd'), raft: of('--w-raft'), cri: of('--w-cri') },
    mono: of('--font-mono') || 'monospace',
    ui: of('--font-ui') || 'sans-serif',
  };
}
