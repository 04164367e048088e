import type { FaceDetail } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { useFace } from '../../session/hooks.ts';
import { Charts } from '../charts/charts.tsx';
import { Apiserver, WatchCache } from './apiserver.tsx';
import { Controllers } from './controllers.tsx';
import css from './generic-xray.module.css';
import { Kubectl } from './kubectl.tsx';
import { Kubelet } from './kubelet.tsx';
import { Runtime } from './runtime.tsx';
import { StatusCard } from './status-card.tsx';

/** A part from its face alone: at the left what it waits for, its timers and numbers; beside it what is in it, and its charts. */
export function GenericXray({ part }: { readonly part: string }) {
  const t = useText();
  const face = useFace(part);
  if (!face) return <p className="t3">{t('xray.stopped')}</p>;
  return (
    <div className={css.whole}>
      <div className={css.side}>
        <StatusCard face={face} />
        {face.detail.kind === 'kube-apiserver' && <WatchCache detail={face.detail} />}
      </div>
      <div className={css.main}>
        <Lists detail={face.detail} />
        <Charts part={part} />
      </div>
    </div>
  );
}

/** The queues, caches and tables of the parts that have no picture of their own. */
function Lists({ detail }: { readonly detail: FaceDetail }) {
  switch (detail.kind) {
    case 'kube-apiserver':
      return <Apiserver detail={detail} />;
    case 'kube-controller-manager':
      return <Controllers detail={detail} />;
    case 'kubelet':
      return <Kubelet detail={detail} />;
    case 'runtime':
      return <Runtime detail={detail} />;
    case 'kubectl':
      return <Kubectl detail={detail} />;
    default:
      return null;
  }
}
