import type { KubeObject } from '../../../../kube/value.ts';

interface DeploymentLike {
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly conditions?: readonly { readonly type: string; readonly reason?: string }[];
  };
}

interface RolloutStatus {
  readonly text: string;
  readonly done: boolean;
  readonly failed?: boolean;
}

function progress(
  name: string,
  wanted: number,
  status: NonNullable<DeploymentLike['status']>,
): RolloutStatus {
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0 } = status;
  const wait = `Waiting for deployment "${name}" rollout to finish: `;
  if (updatedReplicas < wanted)
    return {
      text: `${wait}${updatedReplicas} out of ${wanted} new replicas have been updated...`,
      done: false,
    };
  if (replicas > updatedReplicas)
    return {
      text: `${wait}${replicas - updatedReplicas} old replicas are pending termination...`,
      done: false,
    };
  if (availableReplicas < updatedReplicas)
    return {
      text: `${wait}${availableReplicas} of ${updatedReplicas} updated replicas are available...`,
      done: false,
    };
  return { text: `deployment "${name}" successfully rolled out`, done: true };
}

/** How far a Deployment's rollout is, in the words of `kubectl rollout status`. Models polymorphichelpers/rollout_status.go. */
export function rolloutStatus(object: KubeObject): RolloutStatus {
  const { spec, status = {} } = object as DeploymentLike & KubeObject;
  const name = object.metadata.name ?? '';
  if ((object.metadata.generation ?? 0) > (status.observedGeneration ?? 0))
    return { text: 'Waiting for deployment spec update to be observed...', done: false };
  const late = status.conditions?.some(
    (c) => c.type === 'Progressing' && c.reason === 'ProgressDeadlineExceeded',
  );
  if (late)
    return { text: `error: deployment "${name}" exceeded its progress deadline`, done: true, failed: true };
  return progress(name, spec?.replicas ?? 1, status);
}
