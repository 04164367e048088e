import { kindOf, qualifiedResource } from '../../kube/kinds/kinds.ts';
import type { KubeObject } from '../../kube/value.ts';

/** Name of an object across the product: `pods/default/web`, `nodes/node-1`, `deployments.apps/default/shop`. */
export function keyOfObject(object: KubeObject): string {
  const resource = kindOf(object.apiVersion, object.kind);
  const plural = resource ? qualifiedResource(resource) : object.kind.toLowerCase();
  const { namespace, name = '' } = object.metadata;
  return namespace ? `${plural}/${namespace}/${name}` : `${plural}/${name}`;
}
