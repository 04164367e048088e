import type { HopEvent, TraceEvent } from '../../../protocol/trace.ts';
import type { OwnBookmark } from '../../session/journal.ts';
import type { TraceWindow } from '../../session/trace-window.ts';

/** Somewhere to go: an instant, and why it was found. */
export type FoundPlace =
  | { readonly kind: 'time'; readonly atUs: number }
  | { readonly kind: 'step'; readonly atUs: number; readonly n: number; readonly event: TraceEvent }
  | { readonly kind: 'revision'; readonly atUs: number; readonly n: number; readonly member: string }
  | { readonly kind: 'version'; readonly atUs: number; readonly n: number; readonly event: TraceEvent }
  | { readonly kind: 'mark'; readonly atUs: number; readonly name: string }
  | { readonly kind: 'event'; readonly atUs: number; readonly event: TraceEvent };

export interface SearchScene {
  readonly trace: TraceWindow;
  /** The playhead: steps are counted from the last action before it, and what lies near it is found first. */
  readonly us: number;
  readonly etcd: readonly string[];
  readonly marks: readonly OwnBookmark[];
}

const FOUND_MAX = 12;

/** Everything a line may mean: as a number, as a time, as a word in what is known of the branch. */
export function placesFor(line: string, scene: SearchScene): readonly FoundPlace[] {
  const text = line.trim().toLowerCase();
  if (text === '') return scene.marks.map(({ atUs, name }) => ({ kind: 'mark', atUs, name }));
  const found: FoundPlace[] = [];
  if (/^\d+$/.test(text)) found.push(...byNumber(Number(text), scene));
  const atUs = timeOf(text);
  if (atUs !== null && atUs <= scene.trace.frontierUs) found.push({ kind: 'time', atUs });
  for (const { atUs: markedUs, name } of scene.marks)
    if (name.toLowerCase().includes(text)) found.push({ kind: 'mark', atUs: markedUs, name });
  // One or two digits are in the name of nearly everything.
  const words = /^\d{1,2}$/.test(text) && found.length > 0 ? [] : byWord(text, scene);
  return [...found, ...words].slice(0, FOUND_MAX);
}

const UNITS: Readonly<Record<string, number>> = { s: 1e6, ms: 1e3, us: 1, µs: 1, min: 6e7, m: 6e7, '': 1e6 };

/** `40`, `12.5s`, `12 500ms`, `1:34.5` (minutes and seconds), `18.012 000` as the clock shows it; null if it is no time. */
export function timeOf(text: string): number | null {
  const clock = /^(\d+):([0-5]?\d(?:\.\d+)?)$/.exec(text);
  if (clock !== null) return Math.round(Number(clock[1]) * 6e7 + Number(clock[2]) * 1e6);
  const plain = /^(\d[\d ]*(?:\.[\d ]+)?)(s|ms|us|µs|min|m|)$/.exec(text.replace(/ (?=[a-zµ])/, ''));
  if (plain === null) return null;
  return Math.round(Number((plain[1] ?? '').replaceAll(' ', '')) * (UNITS[plain[2] ?? ''] ?? 1e6));
}

function byNumber(n: number, { trace, us, etcd }: SearchScene): readonly FoundPlace[] {
  const found: FoundPlace[] = [];
  const step = nthStep(trace, us, n);
  if (step !== undefined) found.push({ kind: 'step', n, atUs: middleOf(step), event: step });
  const version = trace.events.find((event) => event.kind === 'object' && event.resourceVersion === n);
  if (version !== undefined) found.push({ kind: 'version', n, atUs: version.atUs, event: version });
  const revision = firstRevision(trace, etcd, n);
  if (revision !== null) found.push({ kind: 'revision', n, ...revision });
  return found;
}

/** The n-th message that a person follows since the last action before `us`, as the numbers on tokens count them. */
export function nthStep(trace: TraceWindow, us: number, n: number): HopEvent | undefined {
  const action = trace.notes.findLast((note) => note.code === 'root.action' && note.atUs <= us);
  const fromUs = action?.atUs ?? 0;
  let step = 0;
  for (const hop of trace.hops) {
    if (hop.atUs < fromUs || hop.background) continue;
    step += 1;
    if (step === n) return hop;
  }
  return undefined;
}

/** Where a member's store first held a revision that it had not held before. */
function firstRevision(
  trace: TraceWindow,
  etcd: readonly string[],
  n: number,
): { readonly atUs: number; readonly member: string } | null {
  let first: { readonly atUs: number; readonly member: string } | null = null;
  for (const member of etcd) {
    let before = Number.POSITIVE_INFINITY;
    const reached = trace.faceHistory(member).find(({ face }) => {
      const revision = face.detail.kind === 'etcd' ? face.detail.revision : 0;
      const found = before < n && revision >= n;
      before = revision;
      return found;
    });
    if (reached !== undefined && (first === null || reached.atUs < first.atUs))
      first = { atUs: reached.atUs, member };
  }
  return first;
}

/** What people wait for before what goes on all the time; what comes next before what was; the nearest first. */
function byWord(text: string, { trace, us }: SearchScene): readonly FoundPlace[] {
  const background = trace.events.filter((event) => event.background);
  const found: FoundPlace[] = [];
  for (const events of [trace.foreground, background]) {
    const later = events.filter((event) => event.atUs > us);
    const earlier = events.filter((event) => event.atUs <= us).reverse();
    for (const event of [...later, ...earlier]) {
      if (found.length === FOUND_MAX) return found;
      if (wordsOf(event).includes(text)) found.push({ kind: 'event', atUs: instantOf(event), event });
    }
  }
  return found;
}

/** What of an event can be searched. */
function wordsOf(event: TraceEvent): string {
  switch (event.kind) {
    case 'hop':
      return `${event.verb} ${event.label} ${event.subject} ${event.from} ${event.to}`.toLowerCase();
    case 'phase':
      return `${event.part} ${event.chart} ${event.subject} ${event.to}`.toLowerCase();
    case 'object':
      return `${event.key} ${event.verb} ${event.manager}`.toLowerCase();
    case 'log':
      return event.text.toLowerCase();
    case 'note':
      return `${event.code} ${Object.values(event.params).join(' ')}`.toLowerCase();
  }
}

const middleOf = (hop: HopEvent): number => hop.atUs + Math.floor((hop.dueAtUs - hop.atUs) / 2);
const instantOf = (event: TraceEvent): number => (event.kind === 'hop' ? middleOf(event) : event.atUs);
