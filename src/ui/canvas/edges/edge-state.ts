import { useSyncExternalStore } from 'react';
import type { Pattern } from '../graph/model.ts';

/** What an edge shows: null while idle, else the pattern of what travels on it or is open. */
export type EdgeState = Pattern | null;

/** Edge states at the playhead, with one set of listeners per edge: a message renders its own edge again and no other. */
export interface EdgeStates {
  readonly get: (edge: string) => EdgeState;
  readonly replace: (states: ReadonlyMap<string, Pattern>) => void;
  readonly subscribe: (edge: string, listen: () => void) => () => void;
}

export function makeEdgeStates(): EdgeStates {
  let current: ReadonlyMap<string, Pattern> = new Map();
  const listeners = new Map<string, Set<() => void>>();
  return {
    get: (edge) => current.get(edge) ?? null,
    replace: (states) => {
      const before = current;
      current = states;
      for (const [edge, heard] of listeners) {
        if (before.get(edge) === states.get(edge)) continue;
        for (const listen of heard) listen();
      }
    },
    subscribe: (edge, listen) => {
      const heard = listeners.get(edge) ?? new Set();
      heard.add(listen);
      listeners.set(edge, heard);
      return () => heard.delete(listen);
    },
  };
}

export function useEdgeState(states: EdgeStates, edge: string): EdgeState {
  return useSyncExternalStore(
    (listen) => states.subscribe(edge, listen),
    () => states.get(edge),
  );
}
