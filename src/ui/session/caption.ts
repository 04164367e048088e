import type { EventId } from '../../protocol/ids.ts';
import type { Text } from '../../protocol/text.ts';
import type { TraceWindow } from './trace-window.ts';

/** One sentence what, one sentence why; ≤ 40 words together. */
export interface Caption {
  readonly what: Text;
  readonly why: Text;
  /** The event it speaks of, or 0. */
  readonly event: EventId;
}

export function captionAt(_trace: TraceWindow, _us: number): Caption {
  return { what: { code: 'captions.quiet.what' }, why: { code: 'captions.quiet.why' }, event: 0 };
}
