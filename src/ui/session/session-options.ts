import type { FrameSource } from './frames.ts';
import type { Journal } from './journal.ts';
import type { Playhead } from './playhead.ts';
import type { Port } from './port.ts';
import type { SessionState } from './state.ts';
import type { TraceWindow } from './trace-window.ts';

/** What a session is made of. */
export interface SessionOptions {
  readonly port: Port;
  readonly frames: FrameSource;
  readonly journal: Journal;
  readonly seed: number;
  readonly preset: string;
  readonly settings?: Partial<SessionState>;
  /** For a second look at the same instant (`view.ts`): what it shows, and the playhead that it shares. */
  readonly trace?: TraceWindow;
  readonly playhead?: Playhead;
}
