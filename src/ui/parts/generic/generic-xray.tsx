import { useText } from '../../kit/i18n.ts';
import { useAtPlayhead, useFace, useSessionState } from '../../session/hooks.ts';
import { ChartView } from '../chart-view.tsx';
import { coarse, spanText } from '../clock-text.ts';
import { DetailLists } from './detail-lists.tsx';
import css from './generic-xray.module.css';

const GIB = 1024 ** 3;

/** `1 / 98 seats`; bytes as Gi, as in a resource's quantity. */
function amountText(value: number, max: number, unit: string): string {
  if (unit === 'B') return `${(value / GIB).toFixed(1)}Gi / ${(max / GIB).toFixed(1)}Gi`;
  return unit === 'm' ? `${value}m / ${max}m` : `${value} / ${max} ${unit}`;
}

/** Any part from its face alone: what it waits for, its charts with the current state lit, its numbers, its timers, its lists. */
export function GenericXray({ part }: { readonly part: string }) {
  const t = useText();
  const face = useFace(part);
  const pictures = useSessionState((s) => s.charts);
  const us = useAtPlayhead((_, now) => coarse(now, 50_000));
  if (!face) return <p className="t3">{t('xray.stopped')}</p>;
  return (
    <div className={css.whole}>
      <section className={css.card}>
        <h3>{t('xray.waits')}</h3>
        <p>{face.waitingFor ? t.say(face.waitingFor) : t('xray.works')}</p>
        <dl className={css.rows}>
          {face.rows.map((row) => (
            <div key={row.name}>
              <dt>{t.has(`terms.${row.name}`) ? t.say({ code: `terms.${row.name}` }) : row.name}</dt>
              <dd>{row.value}</dd>
            </div>
          ))}
          {face.gauges.map((gauge) => (
            <div key={gauge.name}>
              <dt>{gauge.name}</dt>
              <dd>{amountText(gauge.value, gauge.max, gauge.unit)}</dd>
            </div>
          ))}
        </dl>
        {face.timers.length > 0 && <h3>{t('xray.timers')}</h3>}
        <ul className={css.list}>
          {face.timers.map((timer) => (
            <li key={timer.name}>
              <span>{timer.name}</span>
              <em>{t('xray.in', { left: spanText(timer.dueAtUs - us) })}</em>
            </li>
          ))}
        </ul>
      </section>
      <DetailLists part={part} detail={face.detail} />
      {face.charts.map((shown) => {
        const picture = pictures.find((p) => p.id === shown.chart);
        if (!picture) return null;
        return (
          <section key={`${shown.chart} ${shown.subject}`} className={`${css.card} ${css.wide}`}>
            <h3>
              {t('xray.chart.title', { chart: shown.chart })} <span className="t3">{shown.subject}</span>
            </h3>
            <ChartView chart={picture} value={shown.value} subject={shown.subject} />
          </section>
        );
      })}
    </div>
  );
}
