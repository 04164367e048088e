const TAIL = 5;

/** A long name keeps its beginning and the end that tells it from its siblings: `shop…9nwwf`. */
export function shortName(name: string, lettersMax: number): string {
  if (name.length <= lettersMax) return name;
  return `${name.slice(0, Math.max(1, lettersMax - TAIL - 1))}…${name.slice(-TAIL)}`;
}
