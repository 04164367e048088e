/** Virtual microseconds in words a person reads: `780 ms`, `1.3 s`, `4.0 ms`. */
export function spanText(inUs: number): string {
  const us = Math.max(0, inUs);
  if (us < 1000) return `${Math.round(us)} µs`;
  if (us < 10_000) return `${(us / 1000).toFixed(1)} ms`;
  if (us < 1_000_000) return `${Math.round(us / 1000)} ms`;
  if (us < 100_000_000) return `${(us / 1_000_000).toFixed(1)} s`;
  return `${Math.round(us / 1_000_000)} s`;
}

/** Rounds the playhead so that a countdown renders at most as often as its text changes. */
export function coarse(us: number, stepInUs = 10_000): number {
  return Math.floor(us / stepInUs) * stepInUs;
}
