/** Models `kubectl describe deployment`. */
import { formatLabelSelector } from '../labels.ts';
import { rfc1123Text } from '../time.ts';
import type { PodTemplateSpec } from '../types/pod.ts';
import type { Deployment, ReplicaSet } from '../types/workload.ts';
import type { KubeObject } from '../value.ts';
import { containerLines, volumeLines } from './containers.ts';
import { annotationLines, described, labelLines, tolerationLines } from './sections.ts';

/** The Pod template of a workload. */
export function podTemplateLines(template: PodTemplateSpec): string {
  const { metadata, spec } = template;
  const init = spec.initContainers ?? [];
  return [
    'Pod Template:\n',
    labelLines('  Labels', metadata?.labels),
    Object.keys(metadata?.annotations ?? {}).length > 0
      ? annotationLines('  Annotations', metadata?.annotations)
      : '',
    spec.serviceAccountName ? `  Service Account:\t${spec.serviceAccountName}\n` : '',
    init.length === 0 ? '' : containerLines('Init Containers', init, undefined, '  '),
    containerLines('Containers', spec.containers, undefined, '  '),
    volumeLines(spec.volumes, '  '),
    spec.priorityClassName ? `  Priority Class Name:\t${spec.priorityClassName}\n` : '',
    labelLines('  Node-Selectors', spec.nodeSelector),
    tolerationLines('  Tolerations', spec.tolerations),
  ].join('');
}

function replicaSetsText(sets: readonly ReplicaSet[]): string {
  return (
    sets
      .map(
        (rs) => `${rs.metadata.name} (${rs.status?.replicas ?? 0}/${rs.spec.replicas ?? 0} replicas created)`,
      )
      .join(', ') || '<none>'
  );
}

function replicaLine({ spec, status = {} }: Deployment): string {
  const available = `${status.availableReplicas ?? 0} available | ${status.unavailableReplicas ?? 0} unavailable`;
  return `Replicas:\t${spec.replicas ?? 0} desired | ${status.updatedReplicas ?? 0} updated | ${status.replicas ?? 0} total | ${available}\n`;
}

function strategyLines({ spec }: Deployment): string {
  const rolling = spec.strategy?.rollingUpdate;
  const type = `StrategyType:\t${spec.strategy?.type ?? ''}\nMinReadySeconds:\t${spec.minReadySeconds ?? 0}\n`;
  return rolling
    ? `${type}RollingUpdateStrategy:\t${rolling.maxUnavailable ?? 0} max unavailable, ${rolling.maxSurge ?? 0} max surge\n`
    : type;
}

function conditionLines(conditions: NonNullable<Deployment['status']>['conditions'] = []): string {
  if (conditions.length === 0) return '';
  return `Conditions:\n  Type\tStatus\tReason\n  ----\t------\t------\n${conditions.map((c) => `  ${c.type} \t${c.status}\t${c.reason ?? ''}\n`).join('')}`;
}

export interface DeploymentReplicaSets {
  /** Those of older templates that still have replicas or are kept for undo. */
  readonly old: readonly ReplicaSet[];
  readonly current: ReplicaSet | undefined;
}

/** The text of `kubectl describe deployment`. */
export function describeDeployment(
  object: Deployment,
  sets: DeploymentReplicaSets,
  events: readonly KubeObject[] | undefined,
  nowUs: number,
): string {
  const { metadata, spec, status } = object;
  const body = [
    `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace ?? ''}\nCreationTimestamp:\t${rfc1123Text(metadata.creationTimestamp ?? '')}\n`,
    labelLines('Labels', metadata.labels),
    annotationLines('Annotations', metadata.annotations),
    `Selector:\t${formatLabelSelector(spec.selector)}\n`,
    replicaLine(object),
    strategyLines(object),
    podTemplateLines(spec.template),
    conditionLines(status?.conditions ?? undefined),
    `OldReplicaSets:\t${replicaSetsText(sets.old)}\nNewReplicaSet:\t${replicaSetsText(sets.current ? [sets.current] : [])}\n`,
  ].join('');
  return described(body, events, nowUs);
}
