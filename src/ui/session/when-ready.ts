import type { StoreApi } from 'zustand/vanilla';
import type { SessionState } from './state.ts';

/** Resolves when the engine has booted its world; an act that comes earlier waits for it. */
export function whenReady(store: StoreApi<SessionState>): Promise<void> {
  return new Promise((done) => {
    const stop = store.subscribe((state) => {
      if (state.engine === 'starting') return;
      stop();
      done();
    });
  });
}
