import {
  Box,
  CircleHelp,
  Container,
  Crown,
  Database,
  Diamond,
  FastForward,
  HeartPulse,
  KeyRound,
  type LucideIcon,
  Network,
  RotateCw,
  Route,
  Scale,
  Scissors,
  Server,
  Terminal,
  UserRound,
  Zap,
} from 'lucide-react';

/** Icons by what a thing is; a kind that nobody named yet gets a question mark. */
const icons: Readonly<Record<string, LucideIcon>> = {
  kubectl: Terminal,
  'kube-apiserver': Route,
  etcd: Database,
  'kube-scheduler': Scale,
  'kube-controller-manager': RotateCw,
  kubelet: HeartPulse,
  runtime: Container,
  'kube-proxy': Network,
  service: Network,
  node: Server,
  pod: Box,
  leader: Crown,
  lease: KeyRound,
  action: UserRound,
  decision: Diamond,
  fault: Zap,
  cut: Scissors,
  skip: FastForward,
};

const wireOfKind: Readonly<Record<string, string>> = {
  'kube-apiserver': 'http',
  etcd: 'etcd',
  kubelet: 'http',
  runtime: 'cri',
  'kube-proxy': 'netlink',
};

export function iconOf(kind: string): LucideIcon {
  return icons[kind] ?? CircleHelp;
}

interface PartIconProps {
  readonly kind: string;
  /** 16 on cards, 14 in rows. */
  readonly size?: number;
  /** Colour of the wire that the part speaks; without it the icon has the colour of its text. */
  readonly coloured?: boolean;
}

export function PartIcon({ kind, size = 16, coloured = false }: PartIconProps) {
  const Icon = iconOf(kind);
  const wire = wireOfKind[kind];
  return (
    <Icon
      size={size}
      strokeWidth={1.75}
      aria-hidden
      color={coloured && wire !== undefined ? `var(--w-${wire})` : 'currentColor'}
      style={{ flex: 'none' }}
    />
  );
}
