import type { FieldError } from '../field-error.ts';
import { kindOf } from '../kinds/kinds.ts';
import { dns1123SubdomainErrors } from '../names.ts';
import type { KubeObject } from '../value.ts';
import * as core from './core.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import { validatePod, validatePodUpdate } from './pod.ts';
import { bindingValidator, pathSegmentErrors, priorityClassValidator, roleValidator } from './rbac.ts';
import { validateService, validateServiceUpdate } from './service.ts';
import * as workload from './workload.ts';

interface Validator {
  readonly create: (object: never, out: FieldError[]) => void;
  readonly update: (next: never, old: never, out: FieldError[]) => void;
}

const VALIDATORS: ReadonlyMap<string, Validator> = new Map<string, Validator>([
  ['v1/Pod', { create: validatePod, update: validatePodUpdate }],
  ['v1/Node', { create: core.validateNode, update: core.validateNodeUpdate }],
  ['v1/Namespace', { create: core.validateNamespace, update: core.validateNamespaceUpdate }],
  ['v1/ConfigMap', { create: core.validateConfigMap, update: core.validateConfigMapUpdate }],
  ['v1/Secret', { create: core.validateSecret, update: core.validateSecretUpdate }],
  ['v1/Service', { create: validateService, update: validateServiceUpdate }],
  ['rbac.authorization.k8s.io/v1/Role', roleValidator],
  ['rbac.authorization.k8s.io/v1/ClusterRole', roleValidator],
  ['rbac.authorization.k8s.io/v1/RoleBinding', bindingValidator],
  ['rbac.authorization.k8s.io/v1/ClusterRoleBinding', bindingValidator],
  ['scheduling.k8s.io/v1/PriorityClass', priorityClassValidator],
  ['apps/v1/Deployment', { create: workload.validateDeployment, update: workload.validateDeploymentUpdate }],
  ['apps/v1/ReplicaSet', { create: workload.validateReplicaSet, update: workload.validateReplicaSetUpdate }],
]);

const keyOf = (object: KubeObject) => `${object.apiVersion}/${object.kind}`;

/** What is wrong with a new object, after defaults and strategy; empty when nothing is. A kind without rules of its own has its metadata checked. */
export function validateCreate(object: KubeObject): readonly FieldError[] {
  const out: FieldError[] = [];
  const validator = VALIDATORS.get(keyOf(object));
  if (validator !== undefined) validator.create(object as never, out);
  else
    validateObjectMeta(
      object.metadata,
      kindOf(object.apiVersion, object.kind)?.namespaced ?? true,
      dns1123SubdomainErrors,
      'metadata',
      out,
    );
  return out;
}

/** What is wrong with an update. */
export function validateUpdate(next: KubeObject, old: KubeObject): readonly FieldError[] {
  const out: FieldError[] = [];
  const validator = VALIDATORS.get(keyOf(next));
  // The registry checks the metadata before the kind's own rules do so again: such errors stand twice and more among the causes.
  validateObjectMeta(
    next.metadata,
    kindOf(next.apiVersion, next.kind)?.namespaced ?? true,
    pathSegmentErrors,
    'metadata',
    out,
  );
  validateObjectMetaUpdate(next.metadata, old.metadata, 'metadata', out);
  if (validator !== undefined) validator.update(next as never, old as never, out);
  else validateObjectMetaUpdate(next.metadata, old.metadata, 'metadata', out);
  return out;
}

/** What is wrong with an update through `/status`: the metadata only, as what writes a status is trusted with it. */
export function validateStatusUpdate(next: KubeObject, old: KubeObject): readonly FieldError[] {
  const out: FieldError[] = [];
  validateObjectMetaUpdate(next.metadata, old.metadata, 'metadata', out);
  return out;
}
