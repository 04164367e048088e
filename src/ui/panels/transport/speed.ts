export const SPEED_MIN = 0.001;
export const SPEED_MAX = 100;
const STEPS_PER_DECADE = 4;

/** One step slower or faster on a logarithmic scale with four steps a decade (1, 1.8, 3.2, 5.6, 10), within 1/1000 and 100. */
export function speedStep(speed: number, direction: 1 | -1): number {
  const step = Math.round(Math.log10(speed) * STEPS_PER_DECADE) + direction;
  const next = 10 ** (step / STEPS_PER_DECADE);
  return Math.min(SPEED_MAX, Math.max(SPEED_MIN, Number(next.toPrecision(2))));
}

/** `0.25`, `1.8`, `1/1000`: short enough for a button. */
export function formatSpeed(speed: number): string {
  if (speed < 0.01) return `1/${Math.round(1 / speed)}`;
  return String(Number(speed.toPrecision(2)));
}

/** Steps from the middle of the scale, which is 1, to either end. */
export const PLACE_MAX = 12;

/** The scale's two halves are logarithmic: 1/1000 to 1 on the left, 1 to 100 on the right, so that the usual speed stands in the middle. */
export function speedAtPlace(place: number): number {
  const end = place < 0 ? SPEED_MIN : SPEED_MAX;
  const speed = end ** (Math.abs(place) / PLACE_MAX);
  return Number(speed.toPrecision(2));
}

export function placeOfSpeed(speed: number): number {
  const end = speed < 1 ? SPEED_MIN : SPEED_MAX;
  const share = Math.min(1, Math.log(speed) / Math.log(end));
  return Math.round(speed < 1 ? -share * PLACE_MAX : share * PLACE_MAX) || 0;
}
