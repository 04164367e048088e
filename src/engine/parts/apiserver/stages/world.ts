import type { KubeObject } from '../../../../kube/value.ts';
import { hasSeat } from '../seats.ts';
import type { Env, StageWorld } from '../types.ts';

/**
 * What stages look into, over one dispatch: a class because a request makes one, and functions made anew for each request would cost more
 * than what they do.
 */
export class DispatchWorld implements StageWorld {
  private readonly env: Env;

  constructor(env: Env) {
    this.env = env;
  }

  get nowUs(): number {
    return this.env.context.nowUs;
  }

  get epochSeconds(): number {
    return this.env.context.epochSeconds;
  }

  get ready(): boolean {
    return this.env.draft.ready;
  }

  hasSeat(level: string): boolean {
    return hasSeat(this.env.draft, level);
  }

  next(): number {
    return this.env.context.random.next();
  }

  work(inUs: number): number {
    return this.env.context.work(inUs);
  }

  cached(prefix: string, key: string): KubeObject | undefined {
    return this.env.draft.caches.get(prefix)?.objects.get(key);
  }

  cachedIn(prefix: string, namespace: string): readonly KubeObject[] {
    const cache = this.env.draft.caches.get(prefix);
    if (cache === undefined || cache.objects.size === 0) return [];
    const range =
      namespace === '' ? cache.objects.range('') : cache.objects.range(`${namespace}/`, `${namespace}0`);
    return range.map(([, object]) => object);
  }
}
