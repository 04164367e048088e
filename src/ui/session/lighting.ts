import type { TraceEvent } from '../../protocol/trace.ts';
import type { Session } from './session.ts';

/** What an event speaks of: its parts, the wire between them in both directions, and its object. */
export function keysOf(event: TraceEvent | undefined): readonly string[] {
  if (event === undefined) return [];
  if (event.kind === 'object') return [event.part, event.key];
  if (event.kind !== 'hop') return 'subject' in event ? [event.part, event.subject] : [event.part];
  const { from, to, subject } = event;
  return [from, to, `${from}~${to}`, `${to}~${from}`, subject];
}

/** Handlers for a mention of things: they are lit everywhere while it is pointed at or focused. */
export function lighting(session: Session, keys: readonly string[]) {
  const light = () => session.highlight(keys.filter((key) => key !== ''));
  const dim = () => session.highlight([]);
  return { onPointerEnter: light, onPointerLeave: dim, onFocus: light, onBlur: dim };
}
