import { ChevronLeft, X } from 'lucide-react';
import type { Face } from '../../protocol/face.ts';
import { Button, IconButton } from '../kit/button.tsx';
import { type Translate, useText } from '../kit/i18n.ts';
import { mapName } from '../kit/map-name.ts';
import { PartIcon } from '../kit/part-icon.tsx';
import { useAtPlayhead, useFace, useSession, useSessionState } from '../session/hooks.ts';
import { Charts } from './charts/charts.tsx';
import { coarse, spanText } from './clock-text.ts';
import { EtcdXray } from './etcd/etcd-xray.tsx';
import { useClusterLine } from './etcd/use-cluster-line.ts';
import { GenericXray } from './generic/generic-xray.tsx';
import { SchedulerXray } from './scheduler/scheduler-xray.tsx';
import { Strip } from './strip/strip.tsx';
import css from './xray.module.css';

/** The inside of one part, in place of the map: the strip keeps the map's order, Esc and the button lead back. */
export function XRay({ part }: { readonly part: string }) {
  const t = useText();
  const session = useSession();
  const entry = useSessionState((s) => s.roster.find((r) => r.id === part));
  const face = useFace(part);
  const close = () => session.set({ xray: null });
  const cluster = useClusterLine();
  if (!entry) return null;
  const etcd = entry.kind === 'etcd';
  const bespoke = etcd || entry.kind === 'kube-scheduler';
  return (
    <section className={css.whole} aria-label={t('xray.title', { part: entry.title })} data-xray={part}>
      <Strip part={part} />
      <header className={css.head}>
        <Button icon={ChevronLeft} look="fill" onClick={close}>
          {t('xray.map')}
        </Button>
        <PartIcon kind={entry.kind} size={24} coloured />
        <h2 className="type-xray">
          {etcd ? t('xray.etcd.title') : entry.kind === 'kubelet' ? entry.kind : mapName(entry.title)}
        </h2>
        <span className={css.where}>{etcd ? cluster : whereText(t, entry.machine, face)}</span>
        <Neighbour part={part} machine={entry.machine} kind={entry.kind} />
        <span className={css.waits}>{!etcd && face?.waitingFor ? t.say(face.waitingFor) : ''}</span>
        {!etcd && face && <NextTimer face={face} />}
        <IconButton icon={X} label={t('xray.close')} onClick={close} />
      </header>
      <div className={css.body}>
        {etcd ? (
          <EtcdXray />
        ) : entry.kind === 'kube-scheduler' ? (
          <SchedulerXray part={part} />
        ) : (
          <GenericXray part={part} />
        )}
        {bespoke && (
          <details className={css.charts}>
            <summary>{t('xray.charts')}</summary>
            <Charts part={part} />
          </details>
        )}
      </div>
    </section>
  );
}

/** `on cp-1, holds the lease`. */
function whereText(t: Translate, machine: string, face: Face | undefined): string {
  const place = machine === '' ? '' : t('xray.on', { place: machine });
  const detail = face?.detail;
  if (detail?.kind !== 'kube-scheduler' && detail?.kind !== 'kube-controller-manager') return place;
  const lease = t(detail.leader ? 'xray.scheduler.holdsLease' : 'xray.scheduler.waitsLease');
  return [place, lease].filter((word) => word !== '').join(', ');
}

/** The other part of the same node, one click away: the strip has one box for both. */
function Neighbour({
  part,
  machine,
  kind,
}: {
  readonly part: string;
  readonly machine: string;
  readonly kind: string;
}) {
  const session = useSession();
  const roster = useSessionState((s) => s.roster);
  if (kind !== 'kubelet' && kind !== 'runtime') return null;
  const here = roster.filter((entry) => entry.machine === machine && entry.id !== part);
  return (
    <>
      {here.map((entry) => (
        <Button key={entry.id} onClick={() => session.set({ xray: entry.id })}>
          <PartIcon kind={entry.kind} size={14} coloured />
          {entry.kind === 'kubelet' ? entry.kind : entry.title}
        </Button>
      ))}
    </>
  );
}

/** What a person waits for: the timer that is due first. */
function NextTimer({ face }: { readonly face: Face }) {
  const t = useText();
  const us = useAtPlayhead((_, now) => coarse(now, 50_000));
  const next = face.timers.filter((timer) => timer.dueAtUs >= us).sort((a, b) => a.dueAtUs - b.dueAtUs)[0];
  if (!next) return null;
  const [kind = next.name] = next.name.split(' ');
  const code = `xray.timer.${kind}`;
  const name = t.has(code) ? t.say({ code }) : next.name;
  return (
    <span className={css.timer}>{t('xray.nextTimer', { name, left: spanText(next.dueAtUs - us) })}</span>
  );
}
