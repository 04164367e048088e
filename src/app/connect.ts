import type { Update } from '../protocol/update.ts';
import type { Port } from '../ui/session/port.ts';

/** Starts the engine in a worker; the only place that knows where it lives. */
export function connectEngine(): Port {
  let listen: (update: Update) => void = () => undefined;
  let worker = spawn();

  function spawn(): Worker {
    // The address must stand here as it is: the bundler finds the worker by this very expression.
    const made = new Worker(new URL('../host/worker.ts', import.meta.url), {
      type: 'module',
      name: 'engine',
    });
    made.addEventListener('message', (event: MessageEvent<Update>) => {
      if (made === worker) listen(event.data);
    });
    made.addEventListener('error', (event) => {
      if (made === worker) listen({ kind: 'broken', message: event.message, stack: '' });
    });
    return made;
  }

  return {
    post: (command) => worker.postMessage(command),
    onUpdate: (fn) => {
      listen = fn;
    },
    respawn: () => {
      worker.terminate();
      worker = spawn();
    },
  };
}
