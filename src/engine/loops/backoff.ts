/** Exponential back-off with jitter, as plain data. Models apimachinery util/wait NewExponentialBackoffManager. */
export interface Backoff {
  readonly initialInUs: number;
  readonly maxInUs: number;
  readonly factor: number;
  /** A delay d becomes d to d × (1 + jitter). */
  readonly jitter: number;
  /** After so long without a failure it begins at the initial delay again; 0 = never. */
  readonly resetInUs: number;
  readonly currentInUs: number;
  readonly lastAtUs: number;
}

export function backoff(
  initialInUs: number,
  maxInUs: number,
  factor: number,
  jitter: number,
  resetInUs = 0,
): Backoff {
  return { initialInUs, maxInUs, factor, jitter, resetInUs, currentInUs: initialInUs, lastAtUs: 0 };
}

/** The next delay and the back-off after it. `chance` is a number in [0, 1). */
export function nextBackoff(
  state: Backoff,
  nowUs: number,
  chance: number,
): { readonly delayInUs: number; readonly next: Backoff } {
  const fresh = state.resetInUs > 0 && nowUs - state.lastAtUs > state.resetInUs;
  const current = fresh ? state.initialInUs : state.currentInUs;
  const next = {
    ...state,
    currentInUs: Math.min(state.maxInUs, Math.round(current * state.factor)),
    lastAtUs: nowUs,
  };
  return { delayInUs: Math.round(current * (1 + state.jitter * chance)), next };
}
