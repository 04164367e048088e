import { apiPathOf, kindOf, qualifiedResource } from '../../../kube/kinds/kinds.ts';
import type { KubeObject } from '../../../kube/value.ts';

/** A request that `kubectl apply` makes for an object. */
export interface ApiCall {
  readonly verb: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
}

const MANAGER = 'fieldManager=kubectl-client-side-apply';

/** First it looks whether the object is there; then it creates it, or patches what differs. Models kubectl's apply.go. */
export function applyCalls(
  objects: readonly KubeObject[],
  exists: (key: string) => boolean,
): readonly ApiCall[] {
  return objects.flatMap((object): readonly ApiCall[] => {
    const resource = kindOf(object.apiVersion, object.kind);
    const name = object.metadata.name ?? '';
    if (resource === undefined || name === '') return [];
    const namespace = resource.namespaced ? (object.metadata.namespace ?? 'default') : '';
    const one = apiPathOf(resource, namespace, name);
    const key =
      namespace === ''
        ? `${qualifiedResource(resource)}/${name}`
        : `${qualifiedResource(resource)}/${namespace}/${name}`;
    const write: ApiCall = exists(key)
      ? { verb: 'PATCH', path: `${one}?${MANAGER}` }
      : { verb: 'POST', path: `${apiPathOf(resource, namespace)}?${MANAGER}` };
    return [{ verb: 'GET', path: one }, write];
  });
}
