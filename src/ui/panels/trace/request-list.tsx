import { mapName } from '../../kit/map-name.ts';
import { useText } from '../../kit/i18n.ts';
import { useAtPlayhead, useSession, useSessionState } from '../../session/hooks.ts';
import type { HopEvent } from '../../../protocol/trace.ts';
import css from './request-list.module.css';

const SHOWN = 60;
const AHEAD = 3;

/** Every request and one-way message around the playhead, as an access log: what is not played yet stands dim and says "later". */
export function RequestList() {
  const t = useText();
  const session = useSession();
  const picked = useSessionState((s) => (s.selection?.kind === 'hop' ? s.selection.id : ''));
  const place = useAtPlayhead((trace, us) => `${trace.version} ${countBefore(trace.hops, us)}`);
  const at = Number(place.split(' ')[1]);
  const hops = session.trace.hops
    .slice(Math.max(0, at - SHOWN * 3), at + AHEAD * 3)
    .filter((hop) => hop.role !== 'answer' && !hop.background);
  const us = session.playhead.us;
  const rows = hops
    .filter((hop) => hop.atUs <= us)
    .slice(-SHOWN)
    .reverse();
  const later = hops
    .filter((hop) => hop.atUs > us)
    .slice(0, AHEAD)
    .reverse();
  return (
    <section className={css.whole} aria-label={t('panels.requests.title')}>
      <header>
        <b>{t('panels.requests.title')}</b>{' '}
        <span className="t3">{t('panels.requests.count', { shown: rows.length })}</span>
      </header>
      <div className={css.scroll}>
        <table>
          <thead>
            <tr>
              <th>ms</th>
              <th>{t('panels.requests.verb')}</th>
              <th>URI</th>
              <th>{t('panels.requests.code')}</th>
              <th className={css.number}>µs</th>
              <th className={css.number}>{t('panels.requests.bytes')}</th>
            </tr>
          </thead>
          <tbody>
            {[...later, ...rows].map((hop) => (
              <Row key={hop.id} hop={hop} us={us} picked={picked === String(hop.id)} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** A path says of itself where it goes; what else travels is told by its content and by its two ends. */
function wordsOf(hop: HopEvent): string {
  if (hop.wire === 'http' && hop.role === 'request') return hop.label;
  return hop.wire === 'raft'
    ? `${hop.from} → ${hop.to}  ${hop.label}`
    : `${hop.label} · ${shortPart(hop.from)} → ${shortPart(hop.to)}`;
}

/** `kube-apiserver/cp-1` → `kube-apiserver`, `kubelet/node-2` stays: only nodes have more than one of a kind on the wire. */
function shortPart(part: string): string {
  const [kind = part, machine = ''] = part.split('/');
  return machine.startsWith('cp-') ? mapName(kind) : part;
}

function countBefore(hops: readonly HopEvent[], us: number): number {
  let low = 0;
  let high = hops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((hops[middle]?.atUs ?? 0) <= us) low = middle + 1;
    else high = middle;
  }
  return low;
}

function Row({ hop, us, picked }: { readonly hop: HopEvent; readonly us: number; readonly picked: boolean }) {
  const t = useText();
  const session = useSession();
  const answer = hop.role === 'request' ? session.trace.answerOf(hop.exchange) : undefined;
  const answered = answer !== undefined && answer.dueAtUs <= us;
  const state =
    hop.atUs > us
      ? t('panels.requests.later')
      : answered
        ? answer.verb
        : hop.role === 'request'
          ? t('panels.requests.open')
          : '';
  const words = wordsOf(hop);
  return (
    <tr data-later={hop.atUs > us} data-picked={picked}>
      <td className={css.time}>{(hop.atUs / 1000).toFixed(3)}</td>
      <td className={css.verb} title={hop.verb} style={{ color: `var(--w-${hop.wire})` }}>
        {hop.verb}
      </td>
      <td className={css.uri}>
        <button
          type="button"
          title={words}
          onClick={() => session.select({ kind: 'hop', id: String(hop.id) })}
        >
          {words}
        </button>
      </td>
      <td>{state}</td>
      <td className={css.number}>
        {answered ? answer.dueAtUs - hop.atUs : hop.role === 'event' ? hop.dueAtUs - hop.atUs : ''}
      </td>
      <td className={css.number}>{hop.sizeInBytes || ''}</td>
    </tr>
  );
}
