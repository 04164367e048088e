/**
 * Says that a fact the code relies on does not hold. For hot paths, `if (!fact) fail(…)`: the words are only put together when they are needed, and that can be
 * most of what a check costs.
 */
export function fail(message: string): never {
  throw new Error(`assertion failed: ${message}`);
}

/** Returns `value`, or throws when it is null or undefined. For places where absence is a bug, not a case. */
export function must<T>(value: T | null | undefined, message: string): T {
  if (value === null || value === undefined) fail(message);
  return value;
}
