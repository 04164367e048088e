import type { ControllerManagerDetail } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { useAtPlayhead } from '../../session/hooks.ts';
import { coarse, spanText } from '../clock-text.ts';
import { Card } from './card.tsx';
import css from './generic-xray.module.css';

const ROWS_SHOWN = 6;
type Controller = ControllerManagerDetail['controllers'][number];

/** One card a controller: what it works on, what waits, what rests after a failure, what its last reconcile saw and did. */
export function Controllers({ detail }: { readonly detail: ControllerManagerDetail }) {
  return (
    <div className={css.pair}>
      {detail.controllers.map((controller) => (
        <OneController key={controller.name} controller={controller} />
      ))}
    </div>
  );
}

function OneController({ controller }: { readonly controller: Controller }) {
  const t = useText();
  const us = useAtPlayhead((_, now) => coarse(now, 50_000));
  const waiting = controller.queue.slice(0, ROWS_SHOWN);
  const nothing = controller.working === '' && controller.queue.length + controller.backoff.length === 0;
  return (
    <Card
      title={controller.name}
      aside={t('xray.controller.numbers', { cached: controller.cached, throttled: controller.throttled })}
    >
      {nothing && <p className="t3">{t('xray.controller.quiet')}</p>}
      <ul className={css.list}>
        {controller.working !== '' && (
          <li data-now>
            <span>{controller.working}</span>
            <em>{t('xray.controller.working')}</em>
          </li>
        )}
        {waiting.map((key) => (
          <li key={key}>
            <span>{key}</span>
            <em>{t('xray.controller.queued')}</em>
          </li>
        ))}
        {controller.queue.length > ROWS_SHOWN && (
          <li className="t3">{t('xray.more', { count: controller.queue.length - ROWS_SHOWN })}</li>
        )}
        {controller.backoff.slice(0, ROWS_SHOWN).map((row) => (
          <li key={row.key}>
            <span>{row.key}</span>
            <em data-soon>
              {t('xray.controller.backoff', { failures: row.failures, left: spanText(row.untilUs - us) })}
            </em>
          </li>
        ))}
      </ul>
      {controller.last.length > 0 && (
        <div className={css.last}>
          <b>{t('xray.controller.last')}</b>
          {controller.last.map((line) => (
            <span key={line}>{line}</span>
          ))}
        </div>
      )}
    </Card>
  );
}
