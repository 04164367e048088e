import type { TraceEvent } from '../../../protocol/trace.ts';
import type { Session } from '../../session/session.ts';
import { instantOf } from './chain.ts';

/** Chooses an event and puts the playhead where it can be seen. */
export function goToEvent(session: Session, event: TraceEvent): void {
  session.playhead.pause();
  session.playhead.seek(instantOf(event));
  session.select({ kind: event.kind === 'hop' ? 'hop' : 'event', id: String(event.id) });
}
