import { spreadApart } from '../../../base/spread.ts';
import type { Wire } from '../../../protocol/ids.ts';
import type { HopEvent } from '../../../protocol/trace.ts';
import { groupWord, isAnswer } from '../../session/hop-words.ts';

/** A message on a level lane, before it knows whom it has to give way to. */
export interface Traveller {
  readonly hop: HopEvent;
  /** Where its middle would stand by time alone. */
  readonly x: number;
  readonly toRight: boolean;
}

/** A pill on a lane. It stands for several messages where the lane is too short for each. */
export interface LaneToken {
  readonly x: number;
  readonly width: number;
  readonly word: string;
  /** Way that it goes, shown only while time stands. */
  readonly arrow: '' | '→' | '←';
  readonly wire: Wire;
  readonly outlined: boolean;
  readonly hops: readonly HopEvent[];
}

const LETTER = 6.6;
const PADDING = 16;
const ARROW = 14;
const BETWEEN = 6;

type Draft = Omit<LaneToken, 'width'>;

const widthOf = ({ word, arrow }: Draft): number =>
  Math.round(word.length * LETTER + PADDING + (arrow === '' ? 0 : ARROW));

/** Share of its way that a message has gone; where motion is reduced it rests in the middle. */
export function shareOfWay(hop: HopEvent, us: number, still: boolean): number {
  if (still) return 0.5;
  const whole = hop.dueAtUs - hop.atUs;
  return whole <= 0 ? 1 : Math.min(1, Math.max(0, (us - hop.atUs) / whole));
}

/** Stands messages side by side between `from` and `to`: each alone if there is room, else equal ones as one with their number, else one for all. */
export function placeOnLane(
  travellers: readonly Traveller[],
  from: number,
  to: number,
  paused: boolean,
): readonly LaneToken[] {
  const drafts = travellers
    .map(
      ({ hop, x, toRight }): Draft => ({
        x,
        word: groupWord(hop),
        arrow: paused ? (toRight ? '→' : '←') : '',
        wire: hop.wire,
        outlined: isAnswer(hop),
        hops: [hop],
      }),
    )
    .sort((a, b) => a.x - b.x || (a.hops[0]?.id ?? 0) - (b.hops[0]?.id ?? 0));
  const grouped = groupEqual(drafts);
  return (
    fit(drafts, from, to) ??
    fit(drafts.map(withoutArrow), from, to) ??
    fit(grouped, from, to) ??
    fit(grouped.map(withoutArrow), from, to) ??
    oneForAll(drafts, from, to)
  );
}

const withoutArrow = (draft: Draft): Draft => ({ ...draft, arrow: '' });

function fit(drafts: readonly Draft[], from: number, to: number): readonly LaneToken[] | null {
  const widths = drafts.map(widthOf);
  const first = widths[0] ?? 0;
  const last = widths.at(-1) ?? 0;
  if (Math.max(0, ...widths) > to - from) return null;
  const places = spreadApart(
    drafts.map((draft, i) => ({ at: draft.x, extent: (widths[i] ?? 0) + BETWEEN })),
    from + first / 2,
    to - last / 2,
  );
  if (places === null) return null;
  return drafts.map((draft, i) => ({ ...draft, x: places[i] ?? draft.x, width: widths[i] ?? 0 }));
}

function groupEqual(drafts: readonly Draft[]): readonly Draft[] {
  const groups = new Map<string, readonly Draft[]>();
  for (const draft of drafts) {
    const key = `${draft.wire} ${draft.word} ${draft.outlined} ${draft.arrow}`;
    groups.set(key, [...(groups.get(key) ?? []), draft]);
  }
  return [...groups.values()]
    .map((group): Draft => {
      const [first] = group as [Draft, ...Draft[]];
      if (group.length === 1) return first;
      const x = group.reduce((sum, draft) => sum + draft.x, 0) / group.length;
      return { ...first, x, word: `${first.word} ×${group.length}`, hops: group.flatMap((d) => d.hops) };
    })
    .sort((a, b) => a.x - b.x);
}

function oneForAll(drafts: readonly Draft[], from: number, to: number): readonly LaneToken[] {
  const [first] = drafts;
  if (!first) return [];
  const draft = {
    ...first,
    word: `×${drafts.length}`,
    arrow: '' as const,
    hops: drafts.flatMap((d) => d.hops),
  };
  return [{ ...draft, x: (from + to) / 2, width: widthOf(draft) }];
}
