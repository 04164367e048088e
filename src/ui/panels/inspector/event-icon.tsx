import {
  Database,
  FileText,
  type LucideIcon,
  MoveLeft,
  Power,
  Radio,
  Timer,
  UserRound,
  Zap,
} from 'lucide-react';
import type { TraceEvent } from '../../../protocol/trace.ts';
import { PartIcon } from '../../kit/part-icon.tsx';

const NOTE_ICONS: Readonly<Record<string, LucideIcon>> = {
  'root.action': UserRound,
  'root.timer': Timer,
  'root.fault': Zap,
  'root.boot': Power,
};

interface EventIconProps {
  readonly event: TraceEvent;
  readonly kindOf: (part: string) => string;
}

/** A small picture for an event: who or what began it. */
export function EventIcon({ event, kindOf }: EventIconProps) {
  switch (event.kind) {
    case 'hop':
      if (event.role === 'answer') return <Line icon={MoveLeft} colour={`var(--w-${event.wire})`} />;
      if (event.role === 'event' && event.wire === 'http')
        return <Line icon={Radio} colour={`var(--w-${event.wire})`} />;
      return <PartIcon kind={kindOf(event.from)} size={14} coloured />;
    case 'phase':
      return <PartIcon kind={kindOf(event.part)} size={14} coloured />;
    case 'object':
      return <Line icon={Database} colour="var(--w-etcd)" />;
    case 'log':
      return <Line icon={FileText} />;
    case 'note':
      return <Line icon={NOTE_ICONS[event.code] ?? (event.code.startsWith('fault.') ? Zap : FileText)} />;
  }
}

function Line({
  icon: Icon,
  colour = 'currentColor',
}: {
  readonly icon: LucideIcon;
  readonly colour?: string;
}) {
  return <Icon size={14} strokeWidth={1.75} color={colour} aria-hidden />;
}
