import type { Pod, Toleration } from '../../../../../kube/types/pod.ts';
import { createsResource, type AdmissionPlugin } from './plugin.ts';

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const SECONDS = 300;

const covers = (t: Toleration, key: string) =>
  (t.key === key || !t.key) && (t.effect === 'NoExecute' || !t.effect);
const forFiveMinutes = (key: string): Toleration => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: SECONDS,
});

/** A Pod stays for five minutes on a node that is lost. Models plugin/pkg/admission/defaulttolerationseconds. */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  handles: (call) => createsResource(call, '', 'pods'),
  admit: (object) => {
    const { spec } = object as Pod;
    const added = [NOT_READY, UNREACHABLE]
      .filter((key) => spec.tolerations?.some((t) => covers(t, key)) !== true)
      .map(forFiveMinutes);
    return added.length === 0
      ? object
      : { ...object, spec: { ...spec, tolerations: [...(spec.tolerations ?? []), ...added] } };
  },
};

/** A new Node may take no Pods before its kubelet says that it is ready. Models plugin/pkg/admission/nodetaint. */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  handles: (call) => createsResource(call, '', 'nodes'),
  admit: (object) => {
    const spec = (object['spec'] ?? {}) as {
      readonly taints?: readonly { readonly key: string; readonly effect: string }[];
    };
    if (spec.taints?.some((t) => t.key === NOT_READY && t.effect === 'NoSchedule')) return object;
    return {
      ...object,
      spec: { ...spec, taints: [...(spec.taints ?? []), { key: NOT_READY, effect: 'NoSchedule' }] },
    };
  },
};
