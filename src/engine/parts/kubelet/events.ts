import { recordEvent, referenceTo } from '../../loops/event-recorder.ts';
import type { Env, KubeletState, PodWorker } from './types.ts';

/** Records an Event on a Pod, or on one of its containers. */
export function podEvent(state: KubeletState, worker: PodWorker, type: 'Normal' | 'Warning', reason: string, message: string, env: Env, container = ''): KubeletState {
  const reference = referenceTo({ ...worker.pod, apiVersion: 'v1', kind: 'Pod' });
  const view = worker.containers.find((c) => c.name === container);
  const field = view && view.kind !== 'main' ? 'spec.initContainers' : 'spec.containers';
  const object = container === '' ? reference : { ...reference, fieldPath: `${field}{${container}}` };
  const { recorder, client } = recordEvent({ recorder: state.recorder, client: state.eventClient }, { object, type, reason, message }, env.context);
  return { ...state, recorder, eventClient: client };
}

/** Records an Event on the Node itself; its uid is the node's name, as kubelets do. */
export function nodeEvent(state: KubeletState, type: 'Normal' | 'Warning', reason: string, message: string, { config, context }: Env): KubeletState {
  const object = { kind: 'Node', name: config.node, uid: config.node };
  const { recorder, client } = recordEvent({ recorder: state.recorder, client: state.eventClient }, { object, type, reason, message }, context);
  return { ...state, recorder, eventClient: client };
}
