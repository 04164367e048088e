import { type EventSpec, recordEvent, referenceTo } from '../../loops/event-recorder.ts';
import { draftOf } from './draft.ts';
import type { Env, KubeletState, PodWorker } from './types.ts';

/** Records an Event on a Pod, or on one of its containers. */
export function podEvent(
  state: KubeletState,
  worker: PodWorker,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  env: Env,
  container = '',
): KubeletState {
  const reference = referenceTo({ apiVersion: 'v1', kind: 'Pod', metadata: worker.pod.metadata });
  const view = worker.containers.find((c) => c.name === container);
  const field = view && view.kind !== 'main' ? 'spec.initContainers' : 'spec.containers';
  const { kind, namespace, name, uid, apiVersion, resourceVersion } = reference;
  const object =
    container === ''
      ? reference
      : { kind, namespace, name, uid, apiVersion, resourceVersion, fieldPath: `${field}{${container}}` };
  return record(state, { object, type, reason, message }, env);
}

/** Records an Event on the Node itself; its uid is the node's name, as kubelets do. */
export function nodeEvent(
  state: KubeletState,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  env: Env,
): KubeletState {
  const object = { kind: 'Node', name: env.config.node, uid: env.config.node };
  return record(state, { object, type, reason, message }, env);
}

function record(state: KubeletState, spec: EventSpec, { context }: Env): KubeletState {
  const { recorder, client } = recordEvent(
    { recorder: state.recorder, client: state.eventClient },
    spec,
    context,
  );
  const next = draftOf(state);
  next.recorder = recorder;
  next.eventClient = client;
  return next;
}
