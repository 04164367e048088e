/** Models the defaults of apps/v1, batch/v1, autoscaling/v2 and of ReplicationController. */
import type { PodTemplateSpec } from '../types/pod.ts';
import type { KubeObject } from '../value.ts';
import { claimDefaults } from './storage.ts';
import { alter, alterEach, fill, put } from './fill.ts';
import { podTemplateDefaults } from './pod.ts';

type Spec = Readonly<Record<string, unknown>>;

const template = (spec: Spec) =>
  put(spec, 'template', podTemplateDefaults(spec['template'] as PodTemplateSpec | undefined));

/** A spec changed by `change`, made where there is none. */
export function withSpec<T extends KubeObject>(object: T, change: (spec: Spec) => Spec): T {
  return put(object, 'spec', change((object['spec'] ?? {}) as Spec));
}

const ROLLING = { maxSurge: '25%', maxUnavailable: '25%' };

function deploymentSpec(spec: Spec): Spec {
  const out = fill(template(spec), {
    replicas: 1,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    strategy: {},
  });
  const filled = alter(out, 'strategy', (strategy: Spec) => {
    const typed = fill(strategy, { type: 'RollingUpdate' });
    return typed['type'] === 'RollingUpdate'
      ? put(typed, 'rollingUpdate', fill(typed['rollingUpdate'] as object | undefined, ROLLING))
      : typed;
  });
  return withNull(filled, 'selector');
}

/** Go encodes a nil pointer without omitempty as null. */
function withNull(spec: Spec, key: string): Spec {
  return spec[key] === undefined ? { ...spec, [key]: null } : spec;
}

export function deploymentDefaults(object: KubeObject): KubeObject {
  return fill(withSpec(object, deploymentSpec), { status: {} });
}

export function replicaSetDefaults(object: KubeObject): KubeObject {
  return fill(
    withSpec(object, (spec) => withNull(fill(template(spec), { replicas: 1 }), 'selector')),
    { status: { replicas: 0 } },
  );
}

export function replicationControllerDefaults(object: KubeObject): KubeObject {
  const labels = (object['spec'] as { template?: PodTemplateSpec } | undefined)?.template?.metadata?.labels;
  let out = withSpec(object, (spec) => fill(spec['template'] ? template(spec) : spec, { replicas: 1 }));
  if (labels !== undefined) {
    out = withSpec(out, (spec) => fill(spec, { selector: labels }));
    out = put(out, 'metadata', fill(out.metadata, { labels }));
  }
  return fill(out, { status: { replicas: 0 } });
}

export function daemonSetDefaults(object: KubeObject): KubeObject {
  const out = withSpec(object, (spec) => {
    const filled = fill(template(spec), { revisionHistoryLimit: 10, updateStrategy: {} });
    return alter(filled, 'updateStrategy', (strategy: Spec) => {
      const typed = fill(strategy, { type: 'RollingUpdate' });
      return typed['type'] === 'RollingUpdate'
        ? put(
            typed,
            'rollingUpdate',
            fill(typed['rollingUpdate'] as object | undefined, { maxSurge: 0, maxUnavailable: 1 }),
          )
        : typed;
    });
  });
  return fill(
    withSpec(out, (spec) => withNull(spec, 'selector')),
    {
      status: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
    },
  );
}

export function statefulSetDefaults(object: KubeObject): KubeObject {
  const out = withSpec(object, (spec) => {
    let filled = fill(template(spec), {
      replicas: 1,
      revisionHistoryLimit: 10,
      podManagementPolicy: 'OrderedReady',
      updateStrategy: {},
      persistentVolumeClaimRetentionPolicy: {},
    });
    filled = alter(filled, 'persistentVolumeClaimRetentionPolicy', (policy: Spec) =>
      fill(policy, { whenDeleted: 'Retain', whenScaled: 'Retain' }),
    );
    filled = alterEach(filled, 'volumeClaimTemplates', claimDefaults<object>);
    return alter(filled, 'updateStrategy', (strategy: Spec) => {
      const typed = strategy['type']
        ? strategy
        : fill({ ...strategy, type: 'RollingUpdate' }, { rollingUpdate: {} });
      return typed['type'] === 'RollingUpdate'
        ? alter(typed, 'rollingUpdate', (rolling: object) => fill(rolling, { partition: 0 }))
        : typed;
    });
  });
  return fill(
    withSpec(out, (spec) => withNull(spec, 'selector')),
    { status: { availableReplicas: 0, replicas: 0 } },
  );
}

const BACKOFF_LIMIT = 6;
const BACKOFF_UNLIMITED = 2_147_483_647;

function jobSpec(spec: Spec): Spec {
  const counts =
    spec['completions'] === undefined && spec['parallelism'] === undefined
      ? { completions: 1, parallelism: 1 }
      : { parallelism: 1 };
  const failurePolicy = spec['podFailurePolicy'] !== undefined;
  const filled = fill(template(spec), {
    ...counts,
    backoffLimit: spec['backoffLimitPerIndex'] === undefined ? BACKOFF_LIMIT : BACKOFF_UNLIMITED,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: failurePolicy ? 'Failed' : 'TerminatingOrFailed',
    manualSelector: false,
  });
  return alter(filled, 'podFailurePolicy', (policy: object) =>
    alterEach(policy, 'rules', (rule: object) =>
      alterEach(rule, 'onPodConditions', (c: object) => fill(c, { status: 'True' })),
    ),
  );
}

export function jobDefaults(object: KubeObject): KubeObject {
  const labels = (object['spec'] as { template?: PodTemplateSpec } | undefined)?.template?.metadata?.labels;
  const out = withSpec(object, jobSpec);
  const labelled =
    labels !== undefined && Object.keys(object.metadata?.labels ?? {}).length === 0
      ? put(out, 'metadata', put(out.metadata, 'labels', labels))
      : out;
  return fill(labelled, { status: {} });
}

export function cronJobDefaults(object: KubeObject): KubeObject {
  const out = withSpec(object, (spec) => {
    const filled = fill(spec, {
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
      jobTemplate: {},
    });
    return alter(filled, 'jobTemplate', (job: Spec) =>
      fill(put(job, 'spec', template((job['spec'] ?? {}) as Spec)), { metadata: {} }),
    );
  });
  return fill(out, { status: {} });
}

const SCALE_UP = [
  { type: 'Pods', value: 4, periodSeconds: 15 },
  { type: 'Percent', value: 100, periodSeconds: 15 },
];
const SCALE_DOWN = [{ type: 'Percent', value: 100, periodSeconds: 15 }];

export function autoscalerDefaults(object: KubeObject): KubeObject {
  const out = withSpec(object, (spec) => {
    let filled = fill(spec, { minReplicas: 1 });
    const metrics = spec['metrics'];
    if (!Array.isArray(metrics) || metrics.length === 0)
      filled = put(filled, 'metrics', [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
        },
      ]);
    return alter(filled, 'behavior', (behavior: Spec) => ({
      ...behavior,
      scaleUp: fill(behavior['scaleUp'] as object | undefined, {
        stabilizationWindowSeconds: 0,
        selectPolicy: 'Max',
        policies: SCALE_UP,
      }),
      scaleDown: fill(behavior['scaleDown'] as object | undefined, {
        selectPolicy: 'Max',
        policies: SCALE_DOWN,
      }),
    }));
  });
  return fill(out, { status: { currentMetrics: null, desiredReplicas: 0 } });
}
