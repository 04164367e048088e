import { describe, expect, it } from 'vitest';
import { applyDefaults } from '../defaults/defaults.ts';
import type { FieldError } from '../field-error.ts';
import { schemaOfKind, type Schema } from '../kinds/schema.ts';
import { prepareForCreate, prepareForUpdate } from '../strategy/strategy.ts';
import type { KubeObject } from '../value.ts';
import { judge } from '../testing/vectors.ts';
import { cannotHandleText, decodeReport, strictErrorText, unknownFields } from './decode.ts';
import { validateCreate, validateUpdate } from './validation.ts';

const KINDS = new Set([
  'Pod',
  'Deployment',
  'ReplicaSet',
  'Node',
  'Namespace',
  'ConfigMap',
  'Secret',
  'Service',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'PriorityClass',
  'ServiceAccount',
]);

interface In {
  readonly op: 'create' | 'update';
  readonly object?: KubeObject;
  readonly old?: KubeObject;
  readonly new?: KubeObject;
}

interface Out {
  readonly valid?: boolean;
  readonly errors?: readonly FieldError[];
  readonly decodeError?: string;
}

function answer(input: In): Out {
  const object = (input.object ?? input.new) as KubeObject;
  const report = decodeReport(object, object.apiVersion, object.kind);
  if (report.error !== undefined) return { decodeError: report.error };
  const errors =
    input.op === 'create'
      ? created(object)
      : validateUpdate(
          prepareForUpdate(applyDefaults(object), applyDefaults(input.old as KubeObject)),
          applyDefaults(input.old as KubeObject),
        );
  return errors.length === 0 ? { valid: true } : { errors };
}

function created(object: KubeObject): readonly FieldError[] {
  const named =
    object.metadata.generateName && !object.metadata.name
      ? { ...object, metadata: { ...object.metadata, name: `${object.metadata.generateName}x7k2p` } }
      : object;
  return validateCreate(prepareForCreate(applyDefaults(named)));
}

const textOf = (errors: readonly FieldError[] | undefined) =>
  (errors ?? [])
    .map((e) => `${e.field}: ${e.message.split('\n@@')[0]}`)
    .sort()
    .join('\n');

describe('validation', () => {
  it('names fields that a kind does not have', () => {
    const schema = schemaOfKind('v1', 'Pod') as Schema;
    const unknown = unknownFields(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {},
        spec: { foo: 1, containers: [{ name: 'c', imgae: 'x' }] },
      },
      schema,
    );
    expect(strictErrorText(unknown)).toBe(
      'strict decoding error: unknown field "spec.foo", unknown field "spec.containers[0].imgae"',
    );
  });

  it('refuses types that do not fit, in the words of the decoder', () => {
    const lease = (renewTime: string) =>
      decodeReport({ spec: { renewTime } }, 'coordination.k8s.io/v1', 'Lease').error;
    expect(lease('2026-05-01T12:00:00.000001Z')).toBeUndefined();
    expect(lease('2026-05-01T12:00:00Z')).toBe(
      'parsing time "2026-05-01T12:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
    );
    const pod = { metadata: { name: true } };
    expect(cannotHandleText('v1', 'Pod', decodeReport(pod, 'v1', 'Pod').error ?? '')).toBe(
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.name of type string',
    );
  });

  it('costs microseconds for a simple Pod', () => {
    const pod = prepareForCreate(
      applyDefaults({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'a', namespace: 'default' },
        spec: { containers: [{ name: 'c', image: 'nginx' }] },
      }),
    );
    let errors = 0;
    for (let i = 0; i < 2000; i += 1) errors += validateCreate(pod).length;
    expect(errors).toBe(0);
  });

  judge(
    'validation.jsonl',
    429,
    (input: In, out: Out) => {
      const mine = answer(input);
      const same =
        mine.valid === out.valid &&
        mine.decodeError === out.decodeError &&
        textOf(mine.errors) === textOf(out.errors);
      return same ? undefined : { ...mine, errors: mine.errors?.map((e) => `${e.field}: ${e.message}`) };
    },
    (input: In) => KINDS.has(((input.object ?? input.new) as KubeObject).kind),
  );
});
