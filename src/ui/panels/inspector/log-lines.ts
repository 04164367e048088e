import { controllerOf } from '../../../kube/owner-references.ts';
import type { Pod } from '../../../kube/types/pod.ts';
import type { KubeObject } from '../../../kube/value.ts';
import type { LogEvent } from '../../../protocol/trace.ts';
import type { ObjectNow } from '../../session/trace-window.ts';

/** A container that prints. */
export interface LogSource {
  /** Under which its lines stand in the trace: `pods/default/web/web`. */
  readonly id: string;
  readonly pod: string;
  readonly restarts: number;
  /** Start of the instance that runs now; empty while none does. */
  readonly startedAt: string;
}

/** Containers of a Pod, in the order of its spec. */
export function sourcesOf(key: string, pod: Pod): readonly LogSource[] {
  return pod.spec.containers.map(({ name }) => {
    const status = pod.status?.containerStatuses?.find((one) => one.name === name);
    return {
      id: `${key}/${name}`,
      pod: key,
      restarts: status?.restartCount ?? 0,
      startedAt: status?.state?.running?.startedAt ?? '',
    };
  });
}

/** Of all Pods those that an object made, directly or through what it made (a Deployment through its ReplicaSets). */
export function podsMadeBy(
  owner: KubeObject,
  pods: readonly ObjectNow[],
  replicaSets: readonly ObjectNow[],
): readonly ObjectNow[] {
  const uids = new Set([owner.metadata.uid]);
  for (const { object } of replicaSets) {
    const made = object as KubeObject;
    if (uids.has(controllerOf(made)?.uid)) uids.add(made.metadata.uid);
  }
  return pods.filter(({ object }) => {
    const uid = controllerOf(object as KubeObject)?.uid;
    return uid !== undefined && uids.has(uid);
  });
}

/** True for lines of the instance that runs now, or, with `previous`, of those before it. */
export function ofInstance(
  line: LogEvent,
  source: LogSource,
  epochSeconds: number,
  previous: boolean,
): boolean {
  if (source.restarts === 0 || source.startedAt === '') return !previous || source.startedAt === '';
  const startedInSeconds = Date.parse(source.startedAt) / 1000;
  const now = epochSeconds + Math.floor(line.atUs / 1_000_000) >= startedInSeconds;
  return now !== previous;
}

/** As `kubectl logs` prints it, with --prefix where lines of several Pods stand together. */
export function textOf(
  line: LogEvent,
  source: LogSource,
  { named, stamp }: { readonly named: boolean; readonly stamp: string },
): string {
  const prefix = named ? `[${source.id.replace('pods/', 'pod/').replace(/^pod\/[^/]+/, 'pod')}] ` : '';
  return `${prefix}${stamp === '' ? '' : `${stamp} `}${line.text}`;
}
