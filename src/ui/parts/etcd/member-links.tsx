import { Scissors } from 'lucide-react';
import { WirePill } from '../../kit/chip.tsx';
import { useText } from '../../kit/i18n.ts';
import type { TraceWindow } from '../../session/trace-window.ts';
import { useAtPlayhead, useFaults, useSession } from '../../session/hooks.ts';
import css from './etcd-xray.module.css';

/** The last Raft message under way between two members, as `verb|toTheRight|id`; empty when the wire is quiet. */
function messageBetween(trace: TraceWindow, us: number, a: string, b: string): string {
  for (const hop of trace.hopsInFlight(us)) {
    if (hop.wire !== 'raft') continue;
    if (hop.from === a && hop.to === b) return `${hop.verb}|1|${hop.id}`;
    if (hop.from === b && hop.to === a) return `${hop.verb}|0|${hop.id}`;
  }
  return '';
}

/** Lanes between the members, above their cards; a cut one shows the scissors. */
export function MemberLinks({ members }: { readonly members: readonly string[] }) {
  const pairs = members.flatMap((a, i) => members.slice(i + 1).map((b, k) => ({ a, b, i, j: i + 1 + k })));
  return (
    <div className={css.links}>
      {pairs.map(({ a, b, i, j }) => (
        <Link key={`${a}~${b}`} a={a} b={b} from={i} to={j} count={members.length} />
      ))}
    </div>
  );
}

interface LinkProps {
  readonly a: string;
  readonly b: string;
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

function Link({ a, b, from, to, count }: LinkProps) {
  const t = useText();
  const session = useSession();
  const message = useAtPlayhead((trace, us) => messageBetween(trace, us, a, b));
  const faults = useFaults();
  const cut = faults.find(
    ({ fault }) =>
      (fault.kind === 'cut' && [fault.a, fault.b].includes(a) && [fault.a, fault.b].includes(b)) ||
      (fault.kind === 'isolate' && (fault.part === a || fault.part === b)),
  );
  const wide = to - from > 1;
  const left = ((from + (wide ? 0.2 : 0.62)) / count) * 100;
  const right = ((to + (wide ? 0.8 : 0.38)) / count) * 100;
  const [verb = '', way = '', id = ''] = message.split('|');
  return (
    <div
      className={css.link}
      data-wide={wide}
      data-cut={cut !== undefined}
      data-busy={message !== ''}
      style={{ left: `${left}%`, width: `${right - left}%` }}
    >
      {cut ? (
        <span className={css.cut}>
          <Scissors size={14} aria-hidden /> {t('xray.etcd.cut', { lost: cut.lost })}
        </span>
      ) : (
        message !== '' && (
          <button
            type="button"
            className={css.token}
            aria-label={t('xray.etcd.message', { verb, from: way === '1' ? a : b, to: way === '1' ? b : a })}
            onClick={() => session.select({ kind: 'hop', id })}
          >
            <WirePill wire="raft">{way === '1' ? `${verb} →` : `← ${verb}`}</WirePill>
          </button>
        )
      )}
    </div>
  );
}
