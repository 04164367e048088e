import type { Resource } from '../../../../kube/kinds/kinds.ts';
import { formatLabelSelector } from '../../../../kube/labels.ts';
import { badRequest, conflict, invalid, type Status } from '../../../../kube/status.ts';
import { invalidValue } from '../../../../kube/field-error.ts';
import { isObject, type KubeObject, type LabelSelector } from '../../../../kube/value.ts';
import type { Call } from '../types.ts';
import { patched } from './decode-patch.ts';

interface Scalable extends KubeObject {
  readonly spec?: { readonly replicas?: number; readonly selector?: LabelSelector };
  readonly status?: { readonly replicas?: number };
}

/** autoscaling/v1 Scale of a workload. Models registry/apps/deployment/storage scaleFromDeployment. */
export function scaleOf(object: KubeObject): KubeObject {
  const { spec, status, metadata } = object as Scalable;
  const selector = formatLabelSelector(spec?.selector);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: spec?.replicas ? { replicas: spec.replicas } : {},
    status: { replicas: status?.replicas ?? 0, ...(selector === '<none>' ? {} : { selector }) },
  };
}

/** The workload with the number of replicas that a PUT or PATCH of its scale asks for. */
export function scaled(call: Call, old: KubeObject): KubeObject | Status {
  const before = scaleOf(old);
  const body = call.info.verb === 'patch' ? patched(call, before) : call.request.body;
  if (!isObject(body)) return badRequest('the body of the request is no Scale');
  if (body['kind'] === 'Status') return body as unknown as Status;
  const next = body as unknown as Scalable;
  const resource = call.info.resource as Resource;
  const { resourceVersion } = next.metadata ?? {};
  if (resourceVersion && resourceVersion !== old.metadata.resourceVersion)
    return conflict({ group: resource.group, plural: resource.plural }, call.info.name);
  const replicas = next.spec?.replicas ?? 0;
  if (!Number.isInteger(replicas) || replicas < 0) {
    return invalid({ group: 'autoscaling', kind: 'Scale' }, call.info.name, [
      invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0'),
    ]);
  }
  return { ...old, spec: { ...(old as Scalable).spec, replicas } };
}
