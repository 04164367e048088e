import { describe, expect, it } from 'vitest';
import { schemaOfKind } from '../kinds/schema.ts';
import { judge } from '../testing/vectors.ts';
import { jsonEqual, type JsonObject } from '../value.ts';
import { jsonPatch, jsonPatchShapeError, type JsonPatchOperation } from './json-patch.ts';
import { mergePatch } from './merge-patch.ts';
import { PatchError } from './patch-meta.ts';
import { strategicMergePatch } from './strategic-merge-patch.ts';
import { createThreeWayPatch, createTwoWayPatch } from './three-way.ts';

interface In {
  readonly op: string;
  readonly kind: string;
  readonly object: JsonObject;
  readonly patch: JsonObject;
  readonly patchText: string;
  readonly original: JsonObject;
  readonly modified: JsonObject;
  readonly current: JsonObject;
}

interface Out {
  readonly object?: JsonObject;
  readonly patch?: JsonObject;
  readonly error?: string;
  readonly decodeError?: string;
}

const schemaFor = (kind: string) => schemaOfKind(kind === 'Deployment' ? 'apps/v1' : 'v1', kind);

function answerJson(input: In): Out {
  let body: unknown;
  try {
    body = JSON.parse(input.patchText);
  } catch {
    return { decodeError: 'unexpected end of JSON input' };
  }
  const decodeError = jsonPatchShapeError(body);
  return decodeError === undefined
    ? { object: jsonPatch(input.object, body as JsonPatchOperation[] | null) as JsonObject }
    : { decodeError };
}

function answerMerge(input: In): Out {
  try {
    const patch: unknown = JSON.parse(input.patchText);
    return typeof patch === 'object' && patch !== null
      ? { object: mergePatch(input.object, patch) as JsonObject }
      : { error: 'Invalid JSON Patch' };
  } catch {
    return { error: 'Invalid JSON Patch' };
  }
}

function answer(input: In): Out {
  try {
    if (input.op === 'json') return answerJson(input);
    if (input.op === 'merge') return answerMerge(input);
    if (input.op === 'strategic')
      return { object: strategicMergePatch(input.object, input.patch, schemaFor(input.kind)) };
    if (input.op === 'createTwoWay')
      return { patch: createTwoWayPatch(input.original, input.modified, schemaFor(input.kind)) };
    return {
      patch: createThreeWayPatch(input.original, input.modified, input.current, schemaFor(input.kind)),
    };
  } catch (error) {
    if (error instanceof PatchError) return { error: error.message };
    throw error;
  }
}

describe('patches', () => {
  it('share what they do not change', () => {
    const pod = {
      metadata: { name: 'a' },
      spec: { containers: [{ name: 'c', image: 'x' }] },
      status: { phase: 'Pending' },
    };
    const patched = strategicMergePatch(pod, { status: { phase: 'Running' } }, schemaOfKind('v1', 'Pod'));
    expect(patched.spec).toBe(pod.spec);
    expect(patched.status.phase).toBe('Running');
    expect(strategicMergePatch(pod, { status: { phase: 'Pending' } }, schemaOfKind('v1', 'Pod'))).toBe(pod);
  });

  judge('patch.jsonl', 272, (input: In, out: Out) => {
    const mine = answer(input);
    return (['object', 'patch', 'error', 'decodeError'] as const).every((key) =>
      jsonEqual(mine[key], out[key]),
    )
      ? undefined
      : mine;
  });
});
