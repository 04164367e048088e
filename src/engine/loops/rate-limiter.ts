/**
 * A token bucket in integer virtual time: `qps` tokens a second, at most `burst` of them. Kept as the moment at which the bucket would be
 * full again, which is exact and needs no fractions. Models client-go util/flowcontrol (golang.org/x/time/rate).
 */
export interface TokenBucket {
  readonly intervalInUs: number;
  readonly burst: number;
  readonly fullAtUs: number;
}

/** A full bucket. `qps` may be a fraction: 1/300 gives a token every five minutes; 0 stands for no limit. */
export function tokenBucket(qps: number, burst: number): TokenBucket {
  return { intervalInUs: qps > 0 ? Math.round(1_000_000 / qps) : 0, burst, fullAtUs: 0 };
}

/** How long until a token is there; 0 = now. */
export function tokenWaitInUs(bucket: TokenBucket, nowUs: number): number {
  return Math.max(0, bucket.fullAtUs - nowUs - (bucket.burst - 1) * bucket.intervalInUs);
}

/** The bucket with one token taken (also one that is not there yet: then the wait grows). */
export function takeToken(bucket: TokenBucket, nowUs: number): TokenBucket {
  if (bucket.intervalInUs === 0) return bucket;
  const { intervalInUs, burst } = bucket;
  return { intervalInUs, burst, fullAtUs: Math.max(bucket.fullAtUs, nowUs) + intervalInUs };
}
