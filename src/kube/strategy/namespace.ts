/** Models pkg/registry/core/namespace/strategy.go. */
import type { KubeObject } from '../value.ts';
import type { Strategy } from './strategy.ts';

const FINALIZER = 'kubernetes';

interface NamespaceSpec {
  readonly finalizers?: readonly string[];
}

/** Every Namespace carries the finalizer that lets its controller empty it first. */
function prepareForCreate(object: KubeObject): KubeObject {
  const spec = (object['spec'] ?? {}) as NamespaceSpec;
  const finalizers = spec.finalizers?.includes(FINALIZER)
    ? spec.finalizers
    : [...(spec.finalizers ?? []), FINALIZER];
  return { ...object, spec: { ...spec, finalizers }, status: { phase: 'Active' } };
}

export const namespaceStrategy: Strategy = {
  prepareForCreate,
  prepareForUpdate: (next, old) => ({
    ...next,
    spec: {
      ...((next['spec'] ?? {}) as object),
      finalizers: (old['spec'] as NamespaceSpec | undefined)?.finalizers,
    },
  }),
};
