import { podView } from '../../canvas/view/pod-view.ts';
import type { GlyphStatus } from '../../kit/status-glyph.tsx';
import type { ObjectNow } from '../../session/trace-window.ts';
import { listingOf } from '../tables/kube-rows.ts';

/** What both halves say of a Pod; the first three as kubectl prints them. */
export const COLUMNS = ['READY', 'STATUS', 'NODE', 'Ready'] as const;
export type Column = (typeof COLUMNS)[number];

/** One Pod on one branch. */
export interface PodHalf {
  readonly cells: Readonly<Record<Column, string>>;
  readonly status: GlyphStatus;
}

export interface PodPair {
  readonly key: string;
  readonly name: string;
  /** Null where there is no such Pod. */
  readonly a: PodHalf | null;
  readonly b: PodHalf | null;
  /** Cells that are not the same on both sides; all of them where one side has no such Pod. */
  readonly differs: ReadonlySet<Column>;
}

/** Every Pod that is on either branch, by key, with what differs. */
export function podPairs(
  a: readonly ObjectNow[],
  b: readonly ObjectNow[],
  unixUs: number,
): readonly PodPair[] {
  const halvesOfA = halves(a, unixUs);
  const halvesOfB = halves(b, unixUs);
  const keys = [...new Set([...halvesOfA.keys(), ...halvesOfB.keys()])].sort();
  return keys.map((key) => {
    const one = halvesOfA.get(key) ?? null;
    const two = halvesOfB.get(key) ?? null;
    const differs = new Set(COLUMNS.filter((column) => one?.cells[column] !== two?.cells[column]));
    return { key, name: key.slice(key.lastIndexOf('/') + 1), a: one, b: two, differs };
  });
}

function halves(pods: readonly ObjectNow[], unixUs: number): ReadonlyMap<string, PodHalf> {
  const { headers, rows } = listingOf('', 'Pod', pods, unixUs, { wide: true });
  const found = new Map<string, PodHalf>();
  for (const [i, row] of rows.entries()) {
    const pod = pods[i];
    if (pod === undefined) continue;
    const cell = (name: string) => row.cells[headers.indexOf(name)] ?? '';
    found.set(pod.key, {
      cells: {
        READY: cell('READY'),
        STATUS: cell('STATUS'),
        NODE: cell('NODE'),
        Ready: readyCondition(pod.object),
      },
      status: podView(pod.key, pod.object, undefined, true).status,
    });
  }
  return found;
}

/** Status of the Ready condition, as stored: True, False, Unknown; empty before there is one. */
function readyCondition(object: unknown): string {
  const conditions = (
    object as {
      readonly status?: {
        readonly conditions?: readonly { readonly type: string; readonly status: string }[];
      };
    } | null
  )?.status?.conditions;
  return conditions?.find((condition) => condition.type === 'Ready')?.status ?? '';
}
