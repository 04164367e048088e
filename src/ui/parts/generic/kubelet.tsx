import type { KubeletDetail, PodRow } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { useAtPlayhead, useSession } from '../../session/hooks.ts';
import { coarse, spanText } from '../clock-text.ts';
import { Card } from './card.tsx';
import css from './generic-xray.module.css';

const PODS_SHOWN = 10;

/** One row a Pod: where its worker stands, the STATUS that kubectl would print, and its containers. */
export function Kubelet({ detail }: { readonly detail: KubeletDetail }) {
  const t = useText();
  return (
    <Card
      title={t('xray.kubelet.pods')}
      count={detail.pods.length}
      aside={detail.podCidr}
      empty={t('xray.kubelet.none')}
    >
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t('xray.kubelet.pod')}</th>
            <th scope="col">{t('xray.kubelet.worker')}</th>
            <th scope="col">STATUS</th>
            <th scope="col">READY</th>
            <th scope="col">{t('xray.runtime.containers')}</th>
          </tr>
        </thead>
        <tbody>
          {detail.pods.slice(0, PODS_SHOWN).map((pod) => (
            <Worker key={pod.uid} pod={pod} />
          ))}
        </tbody>
      </table>
      {detail.pods.length > PODS_SHOWN && (
        <p className="t3">{t('xray.showing', { shown: PODS_SHOWN, all: detail.pods.length })}</p>
      )}
    </Card>
  );
}

function Worker({ pod }: { readonly pod: PodRow }) {
  const t = useText();
  const session = useSession();
  const us = useAtPlayhead((_, now) => coarse(now, 100_000));
  return (
    <tr>
      <th scope="row">
        <button type="button" onClick={() => session.select({ kind: 'pod', id: `pods/${pod.key}` })}>
          {pod.key}
        </button>
      </th>
      <td>
        <span className={css.state}>{pod.worker}</span>
      </td>
      <td>{pod.status}</td>
      <td>{pod.ready}</td>
      <td>
        {pod.containers.map((container) => (
          <div key={container.name}>
            {container.name} <span className="t3">{container.state}</span>
            {container.restarts > 0 && (
              <span className="t3"> {t('xray.kubelet.restarts', { count: container.restarts })}</span>
            )}
            {container.backoffUntilUs > us && (
              <em data-soon>
                {' '}
                {t('xray.kubelet.backoff', { left: spanText(container.backoffUntilUs - us) })}
              </em>
            )}
          </div>
        ))}
      </td>
    </tr>
  );
}
