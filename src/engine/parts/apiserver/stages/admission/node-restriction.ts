import { forbidden, type Status } from '../../../../../kube/status.ts';
import type { Pod } from '../../../../../kube/types/pod.ts';
import { NOTHING_ADDED, type Stage } from '../../types.ts';

const NODE = 'system:node:';

/** What a kubelet may not do although its role lets it: touch another node's Pods. Models plugin/pkg/admission/noderestriction. */
export const nodeRestriction: Stage = (call) => {
  const { info, user } = call;
  if (!user.name.startsWith(NODE) || info.resource?.plural !== 'pods') return NOTHING_ADDED;
  const node = user.name.slice(NODE.length);
  const pod = call.current?.object as Pod | undefined;
  if (pod === undefined || pod.spec.nodeName === node) return NOTHING_ADDED;
  const refuse = (what: string): Status =>
    forbidden(
      { group: '', plural: 'pods' },
      info.name,
      `node "${node}" can only ${what} spec.nodeName set to itself`,
    );
  if (info.verb === 'delete') return refuse('delete pods with');
  return info.subresource === 'status' ? refuse('update pod status for pods with') : NOTHING_ADDED;
};
