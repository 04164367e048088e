import type { Command } from '../../protocol/command.ts';
import type { Update } from '../../protocol/update.ts';

/** The way to the engine: commands down, updates up, no promises. */
export interface Port {
  readonly post: (command: Command) => void;
  /** Only one listener: the session. */
  readonly onUpdate: (listen: (update: Update) => void) => void;
  /** Ends the engine, however stuck it is, and makes an empty one; what it was doing is lost. */
  readonly respawn: () => void;
}
