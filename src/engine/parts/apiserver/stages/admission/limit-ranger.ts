import type { Container, Pod } from '../../../../../kube/types/pod.ts';
import type { KubeObject, ResourceList } from '../../../../../kube/value.ts';
import { createsResource, type AdmissionPlugin } from './plugin.ts';

interface LimitRangeItem {
  readonly type: string;
  readonly default?: ResourceList;
  readonly defaultRequest?: ResourceList;
}

interface Filled {
  readonly container: Container;
  readonly said: readonly string[];
}

function missing(from: ResourceList | undefined, to: ResourceList | undefined): readonly string[] {
  return Object.keys(from ?? {})
    .filter((name) => to?.[name] === undefined)
    .sort();
}

/** A container with the range's defaults where it says nothing, and what was set for the annotation. */
function fillContainer(container: Container, item: LimitRangeItem): Filled {
  const { requests, limits } = container.resources ?? {};
  const newRequests = missing(item.defaultRequest, requests);
  const newLimits = missing(item.default, limits);
  if (newRequests.length === 0 && newLimits.length === 0) return { container, said: [] };
  const pick = (list: ResourceList | undefined, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, list?.[name] ?? '']));
  const resources = {
    ...container.resources,
    ...(newLimits.length > 0 ? { limits: { ...limits, ...pick(item.default, newLimits) } } : {}),
    ...(newRequests.length > 0
      ? { requests: { ...requests, ...pick(item.defaultRequest, newRequests) } }
      : {}),
  };
  const said: string[] = [];
  if (newRequests.length > 0) said.push(`${newRequests.join(', ')} request for container ${container.name}`);
  if (newLimits.length > 0) said.push(`${newLimits.join(', ')} limit for container ${container.name}`);
  return { container: { ...container, resources }, said };
}

function applyRange(pod: Pod, range: KubeObject): Pod {
  const items = (range['spec'] as { readonly limits?: readonly LimitRangeItem[] } | undefined)?.limits ?? [];
  let next = pod;
  for (const item of items) {
    if (item.type !== 'Container') continue;
    const filled = next.spec.containers.map((c) => fillContainer(c, item));
    const said = filled.flatMap((f) => f.said);
    if (said.length === 0) continue;
    const annotation = `LimitRanger plugin set: ${said.join('; ')}`;
    next = {
      ...next,
      metadata: {
        ...next.metadata,
        annotations: { ...next.metadata.annotations, 'kubernetes.io/limit-ranger': annotation },
      },
      spec: { ...next.spec, containers: filled.map((f) => f.container) },
    };
  }
  return next;
}

/** Fills in the resources that a Namespace's LimitRanges give by default. Models plugin/pkg/admission/limitranger. */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  handles: (call) => createsResource(call, '', 'pods'),
  admit: (object, call, world) =>
    world
      .cachedIn('limitranges', call.info.namespace)
      .reduce<Pod>((pod, range) => applyRange(pod, range), object as Pod),
};
