import type { HopEvent } from '../../../protocol/trace.ts';
import type { KubectlDetail } from '../../../protocol/face.ts';
import { WirePill } from '../../kit/chip.tsx';
import { useText } from '../../kit/i18n.ts';
import { formatClock } from '../../kit/template.ts';
import { useAtPlayhead, useSession } from '../../session/hooks.ts';
import { spanText } from '../clock-text.ts';
import { Card } from './card.tsx';
import css from './generic-xray.module.css';

const REQUESTS_SHOWN = 10;

/** The commands of each terminal, and the requests that they came down to. */
export function Kubectl({ detail }: { readonly detail: KubectlDetail }) {
  const t = useText();
  return (
    <>
      <Card title={t('xray.kubectl.sessions')} count={detail.sessions.length} empty={t('xray.idle.kubectl')}>
        <ul className={css.list}>
          {detail.sessions.map((session) => (
            <li key={session.id} data-now={session.running || undefined}>
              <span className={css.mono}>{session.line}</span>
              <em>
                {session.running
                  ? session.waitsFor === ''
                    ? t('xray.works')
                    : t('xray.kubectl.waits', { request: session.waitsFor })
                  : t('xray.kubectl.ended')}
              </em>
            </li>
          ))}
        </ul>
      </Card>
      <Requests />
    </>
  );
}

/** What went to kube-apiserver so far, the newest first, with the answer as far as it has come. */
function Requests() {
  const t = useText();
  const session = useSession();
  const { trace } = session;
  // A new text only when a request leaves or an answer arrives.
  useAtPlayhead((known, us) =>
    sentUpTo(known.hops, us)
      .map((hop) => `${hop.id} ${(known.answerOf(hop.exchange)?.dueAtUs ?? us + 1) <= us}`)
      .join(),
  );
  const { us } = session.playhead;
  const rows = sentUpTo(trace.hops, us);
  return (
    <Card title={t('xray.kubectl.requests')} count={rows.length}>
      <ul className={css.list}>
        {rows.map((hop) => {
          const answer = trace.answerOf(hop.exchange);
          const answered = answer !== undefined && answer.dueAtUs <= us;
          return (
            <li key={hop.id}>
              <button type="button" onClick={() => session.select({ kind: 'hop', id: String(hop.id) })}>
                <small className="t3">{formatClock(hop.atUs)}</small>
                <WirePill wire="http">{hop.verb}</WirePill> {hop.label}
              </button>
              <em>
                {answered ? `${answer.verb}, ${spanText(answer.dueAtUs - hop.atUs)}` : t('xray.kubectl.open')}
              </em>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function sentUpTo(hops: readonly HopEvent[], us: number): readonly HopEvent[] {
  return hops
    .filter((hop) => hop.from === 'kubectl' && hop.role === 'request' && hop.atUs <= us)
    .slice(-REQUESTS_SHOWN)
    .reverse();
}
