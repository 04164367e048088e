import type { SortedMap } from '../../base/sorted-map.ts';
import type { KubeObject } from '../../kube/value.ts';
import type { EventSpec } from './event-recorder.ts';
import type { Change, InformerSet } from './informer.ts';
import { storeOf } from './informer.ts';

/** One request that a reconcile wants made. Plain data: tests compare lists of these. */
export interface Action {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  /** `pods/default/web-x` or, for what has no name yet, `pods/default`. */
  readonly subject: string;
  /** Recorded when it succeeds; `{name}` in the message stands for the name in the answer. */
  readonly onSuccess?: EventSpec;
  /** Recorded when it fails; `{error}` stands for the server's message. */
  readonly onFailure?: EventSpec;
  /** Reasons of refusals that are as good as success: NotFound for a delete. */
  readonly ignore?: readonly string[];
  /** Takes the resourceVersion from the answer to the last request about the same subject in this plan. */
  readonly freshVersion?: boolean;
  /** The controller's own mark, handed back in `settled`. */
  readonly mark?: string;
}

/** Requests that are made together. The next batch waits for all of them. */
export interface Batch {
  readonly actions: readonly Action[];
  /** When it is made: left out = only while nothing has failed. `{error}` in the bodies of a `failed` batch stands for the first failure. */
  readonly when?: 'failed' | 'always';
}

/** What a reconcile wants. Nothing in it = all is as it should be. */
export interface Plan {
  readonly batches: readonly Batch[];
  /** Look again after this long, even if nothing changes. */
  readonly requeueAfterInUs?: number;
  /** What it saw, one line each, for people. */
  readonly saw: readonly string[];
}

export const NOTHING_TO_DO: Plan = { batches: [], saw: [] };

/** What a reconcile may look at. Never edit what is in it: the stores are shared. */
export interface View<M> {
  readonly caches: InformerSet;
  readonly memory: M;
  readonly nowUs: number;
  readonly epochSeconds: number;
}

export interface Observed<M> {
  readonly memory: M;
  readonly keys: readonly string[];
  readonly later?: readonly { readonly key: string; readonly afterInUs: number }[];
}

/**
 * A controller: it watches, and makes the world as it should be, one key at a time. `reconcile` is pure and level-triggered: it never sees
 * the event that woke it. `observe` only keeps indexes in the controller's memory and says which keys to look at.
 */
export interface Controller<M = unknown> {
  readonly name: string;
  /** Keys worked on at the same time. */
  readonly workers: number;
  /** Informer whose size the face shows. */
  readonly mainInformer: string;
  readonly initial: M;
  observe(memory: M, change: Change, caches: InformerSet): Observed<M>;
  reconcile(key: string, view: View<M>): Plan;
  /** A plan is about to be carried out. */
  begun?(memory: M, key: string, plan: Plan, nowUs: number): M;
  /** An action was answered (`ok`), failed, or was left out because an earlier one failed. */
  settled?(memory: M, key: string, action: Action, ok: boolean): M;
}

/** One cache of the view. */
export function cacheOf<T extends KubeObject>(
  view: { readonly caches: InformerSet },
  informer: string,
): SortedMap<T> {
  return storeOf<T>(view.caches, informer);
}
