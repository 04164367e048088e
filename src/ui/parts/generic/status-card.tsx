import type { Face, FaceDetail, RequestRow } from '../../../protocol/face.ts';
import { type Sayable, useText } from '../../kit/i18n.ts';
import { useAtPlayhead } from '../../session/hooks.ts';
import { coarse, spanText } from '../clock-text.ts';
import { Bar, Card } from './card.tsx';
import css from './generic-xray.module.css';

const GIB = 1024 ** 3;

/** `1 / 98 seats`; bytes as Gi, as in a resource's quantity. */
function amountText(value: number, max: number, unit: string): string {
  if (unit === 'B') return `${(value / GIB).toFixed(1)}Gi / ${(max / GIB).toFixed(1)}Gi`;
  return unit === 'm' ? `${value}m / ${max}m` : `${value} / ${max} ${unit}`;
}

/** True if nothing of what the detail tells goes on. */
function isIdle(detail: FaceDetail): boolean {
  switch (detail.kind) {
    case 'kube-apiserver':
      return detail.requests.length === 0;
    case 'kubelet':
      return detail.pods.every((pod) => pod.worker === 'SyncPod.Idle' || pod.worker === 'Finished');
    case 'runtime':
      return detail.pulling.length === 0 && detail.sandboxes.every((sandbox) => sandbox.state === 'Ready');
    case 'kubectl':
      return detail.sessions.every((session) => !session.running);
    default:
      return false;
  }
}

/** What goes on, where the detail tells more than the face does: for whom a kubelet works, that all requests wait for etcd. */
function doingOf(detail: FaceDetail, us: number): Sayable | null {
  if (detail.kind === 'kubelet') {
    const busy = detail.pods.find(({ worker }) => worker !== 'SyncPod.Idle' && worker !== 'Finished');
    const state = busy?.worker.slice(busy.worker.lastIndexOf('.') + 1) ?? '';
    return busy ? { code: `xray.does.${state}`, params: { pod: busy.key } } : null;
  }
  if (detail.kind !== 'kube-apiserver' || detail.requests.length === 0) return null;
  const inEtcd = ({ stages }: RequestRow) => stages.findLast((mark) => mark.atUs <= us)?.stage === 'etcd';
  return detail.requests.every(inEtcd) ? { code: 'apiserver.waits-for-etcd' } : null;
}

/** What a part does or waits for, its timers, its gauges, its numbers. */
export function StatusCard({ face }: { readonly face: Face }) {
  const t = useText();
  const us = useAtPlayhead((_, now) => coarse(now, 50_000));
  const fine = useAtPlayhead((_, now) => coarse(now, 100));
  const doing = doingOf(face.detail, fine);
  const idle = `xray.idle.${face.kind}`;
  const does = face.waitingFor
    ? t.say(face.waitingFor)
    : isIdle(face.detail) && t.has(idle)
      ? t.say({ code: idle })
      : doing && t.has(doing.code)
        ? t.say(doing)
        : t('xray.works');
  const nameOf = (name: string) => (t.has(`terms.${name}`) ? t.say({ code: `terms.${name}` }) : name);
  const timers = face.timers.filter((timer) => timer.dueAtUs >= us);
  const renewed = face.detail.kind === 'kubelet' ? face.detail.leaseRenewedAtUs : 0;
  return (
    <>
      <Card title={t('xray.waits')}>
        <p>{does}</p>
        {renewed > 0 && <p className="t3">{t('xray.kubelet.lease', { ago: spanText(us - renewed) })}</p>}
      </Card>
      {timers.length > 0 && (
        <Card title={t('xray.timers')}>
          {timers.map((timer) => (
            <div key={timer.name} className={css.gauge}>
              <span>{timerName(t.has, t.say, timer.name)}</span>
              <b>{t('xray.in', { left: spanText(timer.dueAtUs - us) })}</b>
              <Bar share={(us - timer.sinceUs) / Math.max(1, timer.dueAtUs - timer.sinceUs)} />
            </div>
          ))}
        </Card>
      )}
      {face.rows.length + face.gauges.length > 0 && (
        <Card title={t('xray.numbers')}>
          {face.gauges.map((gauge) => (
            <div key={gauge.name} className={css.gauge}>
              <span>{nameOf(gauge.name)}</span>
              <b>{amountText(gauge.value, gauge.max, gauge.unit)}</b>
              <Bar share={gauge.value / Math.max(1, gauge.max)} />
            </div>
          ))}
          <dl className={css.rows}>
            {face.rows
              .filter((row) => face.gauges.every((gauge) => gauge.name !== row.name))
              .map((row) => (
                <div key={row.name}>
                  <dt>{nameOf(row.name)}</dt>
                  <dd>{row.value}</dd>
                </div>
              ))}
          </dl>
        </Card>
      )}
      {face.kind === 'kube-apiserver' && face.gauges.length === 0 && (
        <Card title={t('xray.apiserver.seats')} count={0} empty={t('xray.apiserver.noSeats')} />
      )}
    </>
  );
}

/** A timer's kind in words, then whatever it is about: `back-off default/web/nginx`. */
function timerName(
  has: (code: string) => boolean,
  say: (text: { readonly code: string }) => string,
  name: string,
): string {
  const [kind = name, ...about] = name.split(' ');
  const code = `xray.timer.${kind}`;
  return [has(code) ? say({ code }) : kind, ...about].join(' ');
}
