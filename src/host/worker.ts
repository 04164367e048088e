import type { Command } from '../protocol/command.ts';
import type { Update } from '../protocol/update.ts';
import { SessionHost } from './session-host.ts';

/** The browser's shell around the engine: Commands come in by message, Updates go out by message, and whatever breaks is said. */
const scope = globalThis as unknown as DedicatedWorkerGlobalScope;

function post(update: Update): void {
  scope.postMessage(update);
}

function broken(error: unknown): void {
  const known = error instanceof Error;
  post({
    kind: 'broken',
    message: known ? error.message : String(error),
    stack: known ? (error.stack ?? '') : '',
  });
}

// An exception in an async handler reaches nobody on the page unless the worker says it itself.
scope.addEventListener('error', (event) => broken(event.error ?? event.message));
scope.addEventListener('unhandledrejection', (event) => broken(event.reason));

const host = new SessionHost(post);
scope.addEventListener('message', (event: MessageEvent<Command>) => {
  try {
    host.handle(event.data);
  } catch (error) {
    broken(error);
  }
});
