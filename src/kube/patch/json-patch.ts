/** JSON patch as the API server applies it. Models evanphx/json-patch v4, whose leniencies (replace of a missing key, negative indices) are kept. */
import { isObject, jsonEqual, type JsonObject } from '../value.ts';
import { PatchError } from './patch-meta.ts';

export interface JsonPatchOperation {
  readonly op?: unknown;
  readonly path?: unknown;
  readonly from?: unknown;
  readonly value?: unknown;
}

/** Checks that a decoded body is a patch; returns the decoder's words when it is not. */
export function jsonPatchShapeError(body: unknown): string | undefined {
  const goType = (value: unknown) =>
    value === null
      ? 'null'
      : Array.isArray(value)
        ? 'array'
        : typeof value === 'boolean'
          ? 'bool'
          : typeof value;
  if (body === null) return undefined;
  if (!Array.isArray(body))
    return `json: cannot unmarshal ${goType(body)} into Go value of type jsonpatch.Patch`;
  const odd = body.find((item) => !isObject(item) && item !== null);
  return odd === undefined
    ? undefined
    : `json: cannot unmarshal ${goType(odd)} into Go value of type jsonpatch.Operation`;
}

/** Applies the operations in order to plain JSON; nothing is edited in place. Throws PatchError in the library's words. */
export function jsonPatch(document: unknown, operations: readonly JsonPatchOperation[] | null): unknown {
  let doc = document;
  for (const operation of operations ?? []) doc = applyOne(doc, operation);
  return doc;
}

function applyOne(doc: unknown, operation: JsonPatchOperation): unknown {
  const op = typeof operation.op === 'string' ? operation.op : 'unknown';
  switch (op) {
    case 'add':
      return add(doc, pathOf(operation, op), operation.value ?? null);
    case 'remove':
      return removeAt(doc, pathOf(operation, op));
    case 'replace':
      return replaceAt(doc, pathOf(operation, op), operation.value ?? null);
    case 'move':
      return move(doc, fromOf(operation, op), pathOf(operation, op));
    case 'copy':
      return copy(doc, fromOf(operation, op), pathOf(operation, op));
    case 'test':
      return test(doc, pathOf(operation, op), operation.value);
    default:
      throw new PatchError(`Unexpected kind: ${op}`);
  }
}

function pathOf(operation: JsonPatchOperation, op: string): string {
  if (typeof operation.path !== 'string')
    throw new PatchError(`${op} operation failed to decode path: missing value`);
  return operation.path;
}

function fromOf(operation: JsonPatchOperation, op: string): string {
  if (typeof operation.from !== 'string')
    throw new PatchError(
      `${op} operation failed to decode from: operation, missing from field: missing value`,
    );
  return operation.from;
}

function decode(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

type Container = JsonObject | readonly unknown[];

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/** The last step of a path and the container it is in, or undefined when there is none. */
function locate(
  doc: unknown,
  path: string,
): { readonly steps: readonly string[]; readonly key: string; readonly container: Container } | undefined {
  const parts = path.split('/');
  if (parts.length < 2) return undefined;
  const steps = parts.slice(1, -1).map(decode);
  let container: unknown = doc;
  for (const step of steps) {
    if (!isContainer(container)) return undefined;
    container = Array.isArray(container)
      ? container[looseIndex(container, step)]
      : Object.hasOwn(container, step)
        ? (container as JsonObject)[step]
        : undefined;
  }
  return isContainer(container)
    ? { steps, key: decode(parts[parts.length - 1] as string), container }
    : undefined;
}

function looseIndex(list: readonly unknown[], step: string): number {
  const index = /^[+-]?\d{1,9}$/.test(step) ? Number(step) : Number.NaN;
  return index < 0 ? index + list.length : index;
}

/** An index into `size` places, negative ones counted from the end. */
function indexOf(step: string, size: number, describe: (cause: string) => string): number {
  if (!/^[+-]?\d{1,18}$/.test(step))
    throw new PatchError(describe(`strconv.Atoi: parsing "${step}": invalid syntax`));
  const index = Number(step);
  if (index >= size || index < -size)
    throw new PatchError(`Unable to access invalid index: ${index}: invalid index referenced`);
  return index < 0 ? index + size : index;
}

/** Rebuilds the spine from the root down to a changed container. */
function rebuilt(doc: unknown, steps: readonly string[], changed: unknown, depth = 0): unknown {
  if (depth === steps.length) return changed;
  const step = steps[depth] as string;
  if (Array.isArray(doc)) {
    const index = looseIndex(doc, step);
    return doc.map((item, i) => (i === index ? rebuilt(item, steps, changed, depth + 1) : item));
  }
  return withKey(doc as JsonObject, step, rebuilt((doc as JsonObject)[step], steps, changed, depth + 1));
}

function withKey(object: JsonObject, key: string, value: unknown): JsonObject {
  const out = { ...object };
  Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true });
  return out;
}

function wrap<T>(prefix: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof PatchError) throw new PatchError(`${prefix}: ${error.message}`);
    throw error;
  }
}

function added(container: Container, key: string, value: unknown): unknown {
  if (!Array.isArray(container)) return withKey(container as JsonObject, key, value);
  if (key === '-') return [...container, value];
  const index = indexOf(
    key,
    container.length + 1,
    (cause) => `value was not a proper array index: '${key}': ${cause}`,
  );
  return container.toSpliced(index, 0, value);
}

function removed(container: Container, key: string): unknown {
  if (Array.isArray(container))
    return container.toSpliced(
      indexOf(key, container.length, (cause) => cause),
      1,
    );
  if (!Object.hasOwn(container, key))
    throw new PatchError(`Unable to remove nonexistent key: ${key}: missing value`);
  const { [key]: _, ...rest } = container as JsonObject;
  return rest;
}

function read(container: Container, key: string): unknown {
  if (Array.isArray(container)) return container[indexOf(key, container.length, (cause) => cause)];
  return Object.hasOwn(container, key) ? (container as JsonObject)[key] : undefined;
}

function add(doc: unknown, path: string, value: unknown): unknown {
  const place = locate(doc, path);
  if (place === undefined)
    throw new PatchError(`add operation does not apply: doc is missing path: "${path}": missing value`);
  return wrap(`error in add for path: '${path}'`, () =>
    rebuilt(doc, place.steps, added(place.container, place.key, value)),
  );
}

function removeAt(doc: unknown, path: string): unknown {
  const place = locate(doc, path);
  if (place === undefined)
    throw new PatchError(`remove operation does not apply: doc is missing path: "${path}": missing value`);
  return wrap(`error in remove for path: '${path}'`, () =>
    rebuilt(doc, place.steps, removed(place.container, place.key)),
  );
}

function replaceAt(doc: unknown, path: string, value: unknown): unknown {
  if (path === '') {
    if (isContainer(value)) return value;
    throw new PatchError('replace operation hit unexpected case');
  }
  const place = locate(doc, path);
  if (place === undefined)
    throw new PatchError(`replace operation does not apply: doc is missing path: ${path}: missing value`);
  const { container, key, steps } = place;
  if (!Array.isArray(container)) return rebuilt(doc, steps, withKey(container as JsonObject, key, value));
  try {
    return rebuilt(
      doc,
      steps,
      container.with(
        indexOf(key, container.length, (cause) => cause),
        value,
      ),
    );
  } catch (error) {
    if (error instanceof PatchError)
      throw new PatchError(`replace operation does not apply: doc is missing key: ${path}: missing value`);
    throw error;
  }
}

function move(doc: unknown, from: string, path: string): unknown {
  const source = locate(doc, from);
  if (source === undefined)
    throw new PatchError(`move operation does not apply: doc is missing from path: ${from}: missing value`);
  const value = wrap(`error in move for path: '${path}'`, () => read(source.container, source.key));
  const without = wrap(`error in move for path: '${path}'`, () =>
    rebuilt(doc, source.steps, removed(source.container, source.key)),
  );
  const target = locate(without, path);
  if (target === undefined)
    throw new PatchError(
      `move operation does not apply: doc is missing destination path: ${path}: missing value`,
    );
  return wrap(`error in move for path: '${path}'`, () =>
    rebuilt(without, target.steps, added(target.container, target.key, value)),
  );
}

function copy(doc: unknown, from: string, path: string): unknown {
  const source = locate(doc, from);
  if (source === undefined)
    throw new PatchError(`copy operation does not apply: doc is missing from path: ${from}: missing value`);
  const value = wrap(`error in copy for from: '${from}'`, () => read(source.container, source.key)) ?? null;
  const target = locate(doc, path);
  if (target === undefined)
    throw new PatchError(
      `copy operation does not apply: doc is missing destination path: ${path}: missing value`,
    );
  return wrap('error while adding value during copy', () =>
    rebuilt(doc, target.steps, added(target.container, target.key, value)),
  );
}

function test(doc: unknown, path: string, expected: unknown): unknown {
  if (path === '') {
    if (jsonEqual(doc, expected)) return doc;
    throw new PatchError(`testing value ${path} failed: test failed`);
  }
  const place = locate(doc, path);
  if (place === undefined)
    throw new PatchError(`test operation does not apply: is missing path: ${path}: missing value`);
  const actual = wrap(`error in test for path: '${path}'`, () => read(place.container, place.key));
  if (jsonEqual(actual ?? null, expected ?? null)) return doc;
  throw new PatchError(`testing value ${path} failed: test failed`);
}
