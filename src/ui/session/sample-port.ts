import type { Update } from '../../protocol/update.ts';
import type { Port } from './port.ts';
import { sampleUpdates } from './sample-trace.ts';

/** A port that tells the sample story and refuses everything else: for unit tests and `?sample` in development. */
export function samplePort(): Port {
  let listen: (update: Update) => void = () => undefined;
  return {
    onUpdate: (fn) => {
      listen = fn;
    },
    respawn: () => undefined,
    post: (command) =>
      queueMicrotask(() => {
        if (command.kind === 'start') for (const update of sampleUpdates(command.id)) listen(update);
        else if (command.kind === 'run')
          listen({ kind: 'frontier', id: command.id, branch: 'b1', frontierUs: 40_000_000 });
      }),
  };
}
