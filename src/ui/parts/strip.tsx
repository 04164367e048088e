import { WirePill } from '../kit/chip.tsx';
import { useText } from '../kit/i18n.ts';
import { mapName } from '../kit/map-name.ts';
import { PartIcon } from '../kit/part-icon.tsx';
import { useAtPlayhead, useSession, useSessionState } from '../session/hooks.ts';
import css from './xray.module.css';

const ORDER = ['kubectl', 'kube-apiserver', 'etcd', 'kube-scheduler', 'kube-controller-manager'] as const;
const NODES_SHOWN = 6;

interface StripStop {
  readonly key: string;
  readonly kind: string;
  readonly title: string;
  readonly parts: readonly string[];
}

/** The map on one line, in the same order as on the canvas, while a part is open. What travels now is named at the right. */
export function Strip({ part }: { readonly part: string }) {
  const t = useText();
  const session = useSession();
  const roster = useSessionState((s) => s.roster);
  const stops: StripStop[] = [];
  for (const kind of ORDER) {
    const parts = roster.filter((entry) => entry.kind === kind);
    if (parts.length === 0) continue;
    stops.push({
      key: kind,
      kind,
      title: parts.length > 1 ? `${mapName(kind)} ×${parts.length}` : mapName(kind),
      parts: parts.map((p) => p.id),
    });
  }
  const kubelets = roster.filter((entry) => entry.kind === 'kubelet');
  for (const kubelet of kubelets.slice(0, NODES_SHOWN))
    stops.push({
      key: kubelet.machine,
      kind: 'node',
      title: kubelet.machine,
      parts: [
        kubelet.id,
        ...roster.filter((r) => r.kind === 'runtime' && r.machine === kubelet.machine).map((r) => r.id),
      ],
    });
  return (
    <nav className={css.strip} aria-label={t('xray.strip')}>
      {stops.map((stop) => (
        <button
          key={stop.key}
          type="button"
          className={css.stop}
          aria-current={stop.parts.includes(part) ? 'page' : undefined}
          onClick={() => session.set({ xray: stop.parts.find((p) => p === part) ?? stop.parts[0] ?? null })}
        >
          <PartIcon kind={stop.kind} size={14} />
          {stop.title}
        </button>
      ))}
      {kubelets.length > NODES_SHOWN && <span className="t3">+{kubelets.length - NODES_SHOWN}</span>}
      <Travelling />
    </nav>
  );
}

/** A control plane part by its map's name, a node's part with its node. */
function shortEnd(part: string): string {
  const [kind = part, machine = ''] = part.split('/');
  return machine === '' || machine.startsWith('cp-') ? mapName(kind) : part;
}

/** The newest foreground message under way. */
function Travelling() {
  const session = useSession();
  const hop = useAtPlayhead((trace, us) => trace.hopsInFlight(us).findLast((h) => !h.background));
  if (!hop) return <span className={css.travelling} />;
  return (
    <button
      type="button"
      className={css.travelling}
      onClick={() => session.select({ kind: 'hop', id: String(hop.id) })}
    >
      <WirePill wire={hop.wire} outlined={hop.role === 'answer'}>
        {hop.verb}
      </WirePill>
      <span className={css.way}>
        {shortEnd(hop.from)} → {shortEnd(hop.to)}
      </span>
    </button>
  );
}
