import { Scissors } from 'lucide-react';
import type { ActiveFault } from '../../../protocol/fault.ts';
import type { HopEvent } from '../../../protocol/trace.ts';
import { useText } from '../../kit/i18n.ts';
import type { TraceWindow } from '../../session/trace-window.ts';
import { useAtPlayhead, useFaults, useSession, useSessionState } from '../../session/hooks.ts';
import { coarse, spanText } from '../clock-text.ts';
import { type LaneToken, placeOnLane, shareOfWay } from '../lanes/lane-tokens.ts';
import { TokenPill } from '../lanes/token-pill.tsx';
import css from './member-links.module.css';
import { faultBetween } from './quorum.ts';

/** Lines of the lanes and of the cards' upper border, in px from the top; what `members` in the style sheet leaves free. */
const NEAR = 44;
const FAR = 15;
const CARD_TOP = 84;
const CELL_PADDING = 12;
const CORNER = 10;

interface Lane {
  readonly a: string;
  readonly b: string;
  readonly x1: number;
  readonly x2: number;
  readonly y: number;
}

/** A lane for each pair: neighbours below, the far pair above them. */
function lanesOf(members: readonly string[], width: number): readonly Lane[] {
  const cell = width / Math.max(1, members.length);
  const xOf = (i: number, share: number) => i * cell + CELL_PADDING + (cell - 2 * CELL_PADDING) * share;
  return members.flatMap((a, i) =>
    members.slice(i + 1).map((b, k) => {
      const far = k > 0;
      return {
        a,
        b,
        x1: xOf(i, far ? 0.2 : 0.72),
        x2: xOf(i + 1 + k, far ? 0.8 : 0.28),
        y: far ? FAR : NEAR,
      };
    }),
  );
}

const lostIn = (trace: TraceWindow, hop: HopEvent): boolean =>
  trace.notes.some((note) => note.code === 'fault.lost' && note.of === hop.id);

function tokensOn(
  { a, b, x1, x2 }: Lane,
  trace: TraceWindow,
  us: number,
  paused: boolean,
  still: boolean,
): readonly LaneToken[] {
  const travellers = trace
    .hopsInFlight(us)
    .filter((hop) => (hop.from === a && hop.to === b) || (hop.from === b && hop.to === a))
    .filter((hop) => us < (hop.atUs + hop.dueAtUs) / 2 || !lostIn(trace, hop))
    .map((hop) => {
      const share = shareOfWay(hop, us, still);
      const toRight = hop.from === a;
      return { hop, toRight, x: x1 + (x2 - x1) * (toRight ? share : 1 - share) };
    });
  return placeOnLane(travellers, x1 + CORNER, x2 - CORNER, paused);
}

/** What the members say to each other, above their cards; a link that is broken shows how, since when and what it took. */
export function MemberLinks({
  members,
  width,
}: {
  readonly members: readonly string[];
  readonly width: number;
}) {
  const faults = useFaults();
  return (
    <div className={css.links}>
      {lanesOf(members, width).map((lane) => (
        <Link
          key={`${lane.a}~${lane.b}`}
          lane={lane}
          fault={faultBetween(lane.a, lane.b, faults)}
          width={width}
        />
      ))}
    </div>
  );
}

interface LinkProps {
  readonly lane: Lane;
  readonly fault: ActiveFault | undefined;
  readonly width: number;
}

function Link({ lane, fault, width }: LinkProps) {
  const session = useSession();
  const still = useSessionState((s) => s.reducedMotion);
  useSessionState((s) => s.playing);
  const { playhead, trace } = session;
  // A new text only when a token has moved by a pixel.
  useAtPlayhead((known, us) =>
    tokensOn(lane, known, us, !playhead.playing, still)
      .map((token) => `${token.hops[0]?.id}@${Math.round(token.x)}`)
      .join(' '),
  );
  const tokens = tokensOn(lane, trace, playhead.us, !playhead.playing, still);
  const { x1, x2, y } = lane;
  const cut = fault?.fault.kind === 'cut' || fault?.fault.kind === 'isolate';
  const path = `M${x1} ${CARD_TOP}V${y + CORNER}q0 ${-CORNER} ${CORNER} ${-CORNER}H${x2 - CORNER}q${CORNER} 0 ${CORNER} ${CORNER}V${CARD_TOP}`;
  return (
    <>
      <svg
        className={css.wires}
        width={width}
        height={CARD_TOP + 6}
        aria-hidden
        data-busy={tokens.length > 0}
        data-cut={cut}
      >
        <path d={path} />
        <circle cx={x1} cy={CARD_TOP} r={4} />
        <circle cx={x2} cy={CARD_TOP} r={4} />
      </svg>
      {fault && <LinkFault fault={fault} x={(x1 + x2) / 2} y={y} />}
      {tokens.map((token) => (
        <TokenPill key={token.hops[0]?.id} token={token} y={y} />
      ))}
    </>
  );
}

/** Scissors on the line, since when at the left, what was lost at the right. */
function LinkFault({ fault, x, y }: { readonly fault: ActiveFault; readonly x: number; readonly y: number }) {
  const t = useText();
  const us = useAtPlayhead((_, now) => coarse(now, 100_000));
  const { fault: what, sinceUs, lost } = fault;
  const age = spanText(us - sinceUs);
  const kind = t(
    what.kind === 'loss' ? 'xray.etcd.loss' : what.kind === 'delay' ? 'xray.etcd.delay' : 'xray.etcd.cut',
    {
      age,
      share: what.kind === 'loss' ? Math.round(what.share * 100) : 0,
      by: what.kind === 'delay' ? spanText(what.delayInUs) : '',
    },
  );
  const cuts = what.kind === 'cut' || what.kind === 'isolate';
  return (
    <div className={css.fault} style={{ left: x, top: y }}>
      <span>{kind}</span>
      {cuts && (
        <i>
          <Scissors size={14} aria-hidden />
        </i>
      )}
      <b>{lost > 0 || cuts ? t('xray.etcd.lost', { lost }) : ''}</b>
    </div>
  );
}
