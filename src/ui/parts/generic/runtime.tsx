import type { RuntimeDetail } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { useAtPlayhead, useSession } from '../../session/hooks.ts';
import { coarse, spanText } from '../clock-text.ts';
import { Bar, Card } from './card.tsx';
import css from './generic-xray.module.css';

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

/** Sandboxes with the containers in them, and the images on the disk or on their way to it. */
export function Runtime({ detail }: { readonly detail: RuntimeDetail }) {
  const t = useText();
  const session = useSession();
  return (
    <>
      <Card
        title={t('xray.runtime.sandboxes')}
        count={detail.sandboxes.length}
        empty={t('xray.runtime.noSandbox')}
      >
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('xray.kubelet.pod')}</th>
              <th scope="col">{t('xray.runtime.sandbox')}</th>
              <th scope="col">IP</th>
              <th scope="col">{t('xray.runtime.containers')}</th>
            </tr>
          </thead>
          <tbody>
            {detail.sandboxes.map((sandbox) => (
              <tr key={sandbox.id}>
                <th scope="row">
                  <button
                    type="button"
                    onClick={() => session.select({ kind: 'pod', id: `pods/${sandbox.pod}` })}
                  >
                    {sandbox.pod}
                  </button>
                </th>
                <td>
                  <span className={css.state}>{sandbox.state}</span>
                </td>
                <td className={css.mono}>{sandbox.ip || '–'}</td>
                <td>
                  {detail.containers
                    .filter((container) => container.pod === sandbox.pod)
                    .map((container) => (
                      <div key={container.id}>
                        {container.name} <span className="t3">{container.state}</span>
                      </div>
                    ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
      <Images detail={detail} />
    </>
  );
}

function Images({ detail }: { readonly detail: RuntimeDetail }) {
  const t = useText();
  const us = useAtPlayhead((_, now) => coarse(now, 50_000));
  return (
    <Card
      title={t('xray.runtime.images')}
      count={detail.images.length + detail.pulling.length}
      empty={t('xray.runtime.noImage')}
    >
      <ul className={css.list}>
        {detail.pulling.map((pull) => {
          const share = (us - pull.sinceUs) / Math.max(1, pull.untilUs - pull.sinceUs);
          return (
            <li key={pull.image} data-now>
              <span>{pull.image}</span>
              <em>
                {t('xray.runtime.pulling', { left: spanText(pull.untilUs - us) })}
                {pull.sizeInBytes > 0 && `, ${megabytes(pull.sizeInBytes)}`}
              </em>
              <Bar share={share} now />
            </li>
          );
        })}
        {detail.images.map((image) => (
          <li key={image.name}>
            <span>{image.name}</span>
            <em>{megabytes(image.sizeInBytes)}</em>
          </li>
        ))}
      </ul>
    </Card>
  );
}
