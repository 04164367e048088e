import { forbidden } from '../../../../../kube/status.ts';
import type { Pod } from '../../../../../kube/types/pod.ts';
import type { KubeObject } from '../../../../../kube/value.ts';
import type { StageWorld } from '../../types.ts';
import { createsResource, type AdmissionPlugin } from './plugin.ts';

interface PriorityClass extends KubeObject {
  readonly value: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
}

/** The class with globalDefault; of several, that with the lowest value. */
function defaultClass(world: StageWorld): PriorityClass | undefined {
  let best: PriorityClass | undefined;
  for (const object of world.cachedIn('priorityclasses', '')) {
    const candidate = object as PriorityClass;
    if (candidate.globalDefault === true && (best === undefined || candidate.value < best.value))
      best = candidate;
  }
  return best;
}

/** Turns the name of a PriorityClass into a number. Models plugin/pkg/admission/priority. */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  handles: (call) => createsResource(call, '', 'pods'),
  admit: (object, _call, world) => {
    const pod = object as Pod;
    const refuse = (why: string) => forbidden({ group: '', plural: 'pods' }, pod.metadata.name ?? '', why);
    const named = pod.spec.priorityClassName ?? '';
    const found =
      named === ''
        ? defaultClass(world)
        : (world.cached('priorityclasses', named) as PriorityClass | undefined);
    if (named !== '' && found === undefined) return refuse(`no PriorityClass with name ${named} was found`);
    const value = found?.value ?? 0;
    if (pod.spec.priority !== undefined && pod.spec.priority !== value) {
      return refuse(
        `the integer value of priority (${pod.spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`,
      );
    }
    const policy = pod.spec.preemptionPolicy ?? found?.preemptionPolicy ?? 'PreemptLowerPriority';
    return {
      ...object,
      spec: {
        ...pod.spec,
        ...(found ? { priorityClassName: found.metadata.name } : {}),
        priority: value,
        preemptionPolicy: policy,
      },
    };
  },
};
