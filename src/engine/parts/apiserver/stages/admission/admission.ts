import type { KubeObject } from '../../../../../kube/value.ts';
import { NOTHING_ADDED, type Stage } from '../../types.ts';
import { limitRanger } from './limit-ranger.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import type { AdmissionPlugin } from './plugin.ts';
import { priority } from './priority.ts';
import { serviceAccount } from './service-account.ts';
import { defaultTolerationSeconds, taintNodesByCondition } from './tolerations.ts';

/** In the order in which kube-apiserver runs them (kubeapiserver/options/plugins.go AllOrderedPlugins). */
export const MUTATING: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  taintNodesByCondition,
  priority,
  defaultTolerationSeconds,
];

const NO_OBJECT: KubeObject = { apiVersion: '', kind: '', metadata: {} };

/** Plugins that may change the object. Reads never come here. */
export const mutate: Stage = (call, world) => {
  let object = call.object;
  for (const plugin of MUTATING) {
    if (!plugin.handles(call)) continue;
    const result: KubeObject | { readonly kind: string } = plugin.admit(
      object ?? call.current?.object ?? NO_OBJECT,
      call,
      world,
    );
    if (result.kind === 'Status') return result as never;
    if (object !== undefined) object = result as KubeObject;
  }
  return object === undefined ? NOTHING_ADDED : { object, mutated: object };
};
