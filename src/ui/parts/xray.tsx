import { ChevronLeft, X } from 'lucide-react';
import { Button, IconButton } from '../kit/button.tsx';
import { useText } from '../kit/i18n.ts';
import { mapName } from '../kit/map-name.ts';
import { PartIcon } from '../kit/part-icon.tsx';
import { useFace, useSession, useSessionState } from '../session/hooks.ts';
import { EtcdXray } from './etcd/etcd-xray.tsx';
import { GenericXray } from './generic/generic-xray.tsx';
import { SchedulerXray } from './scheduler/scheduler-xray.tsx';
import { Strip } from './strip.tsx';
import css from './xray.module.css';

/** The inside of one part, in place of the map: the strip keeps the map's order, Esc and the button lead back. */
export function XRay({ part }: { readonly part: string }) {
  const t = useText();
  const session = useSession();
  const entry = useSessionState((s) => s.roster.find((r) => r.id === part));
  const face = useFace(part);
  const close = () => session.set({ xray: null });
  if (!entry) return null;
  const etcd = entry.kind === 'etcd';
  const waiting = face?.waitingFor ? t.say(face.waitingFor) : '';
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
        <span className={css.where}>
          {etcd ? t('xray.etcd.subtitle') : entry.machine ? t('xray.on', { place: entry.machine }) : ''}
        </span>
        <span className={css.waits}>{etcd ? '' : waiting}</span>
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
        {(etcd || entry.kind === 'kube-scheduler') && <Charts part={part} />}
      </div>
    </section>
  );
}

/** Below the bespoke picture: the same part by its charts, from their own definitions. */
function Charts({ part }: { readonly part: string }) {
  const t = useText();
  return (
    <details className={css.charts}>
      <summary>{t('xray.charts')}</summary>
      <GenericXray part={part} />
    </details>
  );
}
