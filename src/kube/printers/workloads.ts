/** Models the printers of apps/v1, batch/v1, autoscaling/v2 and policy/v1. */
import { ageOf, humanDuration } from '../duration.ts';
import { formatLabels, formatLabelSelector } from '../labels.ts';
import { isConditionTrue } from '../pod-status.ts';
import { parseSeconds } from '../time.ts';
import type { PodSpec, PodTemplateSpec } from '../types/pod.ts';
import type { Deployment, ReplicaSet } from '../types/workload.ts';
import type { Condition, KubeObject, LabelSelector } from '../value.ts';
import { age, columnsOf, listWithMore, nameOf, part, type Cell, type Printer } from './table.ts';

function containerCells(spec: PodSpec | undefined): readonly string[] {
  const containers = spec?.containers ?? [];
  return [containers.map((c) => c.name).join(','), containers.map((c) => c.image ?? '').join(',')];
}

const podSpecOf = (object: KubeObject) =>
  (part(object, 'spec')['template'] as PodTemplateSpec | undefined)?.spec;
const selectorOf = (object: KubeObject) => part(object, 'spec')['selector'] as LabelSelector | undefined;
const count = (value: unknown) => (typeof value === 'number' ? value : 0);

export const deploymentPrinter: Printer = {
  columns: columnsOf('Name|Ready|Up-to-date|Available|Age|Containers*|Images*|Selector*'),
  cells: (object, nowUs) => {
    const { spec, status } = object as Deployment;
    const ready = `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`;
    return [
      nameOf(object),
      ready,
      status?.updatedReplicas ?? 0,
      status?.availableReplicas ?? 0,
      age(object, nowUs),
      ...containerCells(spec.template?.spec),
      formatLabelSelector(spec.selector),
    ];
  },
};

function replicaCells(object: KubeObject, nowUs: number, selector: string): readonly Cell[] {
  const { spec, status } = object as ReplicaSet;
  return [
    nameOf(object),
    spec.replicas ?? 0,
    status?.replicas ?? 0,
    status?.readyReplicas ?? 0,
    age(object, nowUs),
    ...containerCells(spec.template?.spec),
    selector,
  ];
}

const REPLICA_COLUMNS = columnsOf('Name|Desired#|Current#|Ready#|Age|Containers*|Images*|Selector*');

export const replicaSetPrinter: Printer = {
  columns: REPLICA_COLUMNS,
  cells: (object, nowUs) => replicaCells(object, nowUs, formatLabelSelector(selectorOf(object))),
};

export const replicationControllerPrinter: Printer = {
  columns: REPLICA_COLUMNS,
  cells: (object, nowUs) => replicaCells(object, nowUs, formatLabels(part(object, 'spec')['selector'])),
};

export const daemonSetPrinter: Printer = {
  columns: columnsOf(
    'Name|Desired#|Current#|Ready#|Up-to-date#|Available#|Node Selector|Age|Containers*|Images*|Selector*',
  ),
  cells: (object, nowUs) => {
    const s = part(object, 'status');
    const counts = [
      'desiredNumberScheduled',
      'currentNumberScheduled',
      'numberReady',
      'updatedNumberScheduled',
      'numberAvailable',
    ].map((key) => count(s[key]));
    return [
      nameOf(object),
      ...counts,
      formatLabels(podSpecOf(object)?.nodeSelector),
      age(object, nowUs),
      ...containerCells(podSpecOf(object)),
      formatLabelSelector(selectorOf(object)),
    ];
  },
};

export const statefulSetPrinter: Printer = {
  columns: columnsOf('Name|Ready|Age|Containers*|Images*'),
  cells: (object, nowUs) => [
    nameOf(object),
    `${count(part(object, 'status')['readyReplicas'])}/${count(part(object, 'spec')['replicas'])}`,
    age(object, nowUs),
    ...containerCells(podSpecOf(object)),
  ],
};

function jobStatus(object: KubeObject): string {
  const status = part(object, 'status') as { readonly conditions?: readonly Condition[] };
  if (isConditionTrue(status, 'Complete')) return 'Complete';
  if (isConditionTrue(status, 'Failed')) return 'Failed';
  if (object.metadata.deletionTimestamp) return 'Terminating';
  for (const type of ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'])
    if (isConditionTrue(status, type)) return type;
  return 'Running';
}

function jobDuration(object: KubeObject, nowUs: number): string {
  const { startTime, completionTime } = part(object, 'status') as {
    readonly startTime?: string;
    readonly completionTime?: string;
  };
  if (startTime === undefined) return '';
  if (completionTime === undefined) return ageOf(startTime, nowUs);
  return humanDuration((parseSeconds(completionTime) ?? 0) - (parseSeconds(startTime) ?? 0));
}

function completions(object: KubeObject): string {
  const spec = part(object, 'spec');
  const done = count(part(object, 'status')['succeeded']);
  if (spec['completions'] !== undefined) return `${done}/${count(spec['completions'])}`;
  const parallelism = count(spec['parallelism']);
  return parallelism > 1 ? `${done}/1 of ${parallelism}` : `${done}/1`;
}

export const jobPrinter: Printer = {
  columns: columnsOf('Name|Status|Completions|Duration|Age|Containers*|Images*|Selector*'),
  cells: (object, nowUs) => [
    nameOf(object),
    jobStatus(object),
    completions(object),
    jobDuration(object, nowUs),
    age(object, nowUs),
    ...containerCells(podSpecOf(object)),
    formatLabelSelector(selectorOf(object)),
  ],
};

export const cronJobPrinter: Printer = {
  columns: columnsOf(
    'Name|Schedule|Timezone|Suspend?|Active#|Last Schedule|Age|Containers*|Images*|Selector*',
  ),
  cells: (object, nowUs) => {
    const spec = part(object, 'spec') as {
      schedule?: string;
      timeZone?: string;
      suspend?: boolean;
      jobTemplate?: { spec?: { template?: PodTemplateSpec; selector?: LabelSelector } };
    };
    const status = part(object, 'status') as { active?: readonly unknown[]; lastScheduleTime?: string };
    const last = status.lastScheduleTime === undefined ? '<none>' : ageOf(status.lastScheduleTime, nowUs);
    const job = spec.jobTemplate?.spec;
    return [
      nameOf(object),
      spec.schedule ?? '',
      spec.timeZone ?? '<none>',
      spec.suspend ? 'True' : 'False',
      status.active?.length ?? 0,
      last,
      age(object, nowUs),
      ...containerCells(job?.template?.spec),
      formatLabelSelector(job?.selector),
    ];
  },
};

interface MetricValue {
  readonly value?: string;
  readonly averageValue?: string;
  readonly averageUtilization?: number;
}

interface Metric {
  readonly type: string;
  readonly [source: string]: unknown;
}

interface MetricSource {
  readonly name?: string;
  readonly target?: MetricValue;
  readonly current?: MetricValue;
}

const SOURCES: Readonly<Record<string, string>> = {
  External: 'external',
  Pods: 'pods',
  Object: 'object',
  Resource: 'resource',
  ContainerResource: 'containerResource',
};

const orUnknown = (value: string | undefined) => value ?? '<unknown>';

/** The metric of a resource: an amount when the target is one, else a share of the requests. */
function resourceMetricText({ name, target }: MetricSource, current: MetricValue | undefined): string {
  if (target?.averageValue !== undefined)
    return `${name}: ${orUnknown(current?.averageValue)}/${target.averageValue}`;
  const percent = (value: number | undefined, otherwise: string) =>
    value === undefined ? otherwise : `${value}%`;
  return `${name}: ${percent(current?.averageUtilization, '<unknown>')}/${percent(target?.averageUtilization, '<auto>')}`;
}

/** The metric of an object or of something outside the cluster. */
function amountText(target: MetricValue | undefined, current: MetricValue | undefined): string {
  if (target?.averageValue !== undefined)
    return `${orUnknown(current?.averageValue)}/${target.averageValue} (avg)`;
  return `${orUnknown(current?.value)}/${target?.value ?? ''}`;
}

function metricText(spec: Metric, status: Metric | undefined): string {
  const key = SOURCES[spec.type];
  if (key === undefined) return '<unknown type>';
  const source = (spec[key] ?? {}) as MetricSource;
  const { target } = source;
  const current = ((status?.[key] ?? {}) as MetricSource).current;
  if (spec.type === 'Pods') return `${orUnknown(current?.averageValue)}/${target?.averageValue ?? ''}`;
  if (spec.type === 'Resource' || spec.type === 'ContainerResource')
    return resourceMetricText(source, current);
  return amountText(target, current);
}

export const autoscalerPrinter: Printer = {
  columns: columnsOf('Name|Reference|Targets|MinPods|MaxPods|Replicas|Age'),
  cells: (object, nowUs) => {
    const spec = part(object, 'spec') as {
      scaleTargetRef?: { kind?: string; name?: string };
      minReplicas?: number;
      maxReplicas?: number;
      metrics?: readonly Metric[];
    };
    const status = part(object, 'status') as {
      currentMetrics?: readonly Metric[] | null;
      currentReplicas?: number;
    };
    const texts = (spec.metrics ?? []).map((metric, i) => metricText(metric, status.currentMetrics?.[i]));
    const targets = texts.length === 0 ? '<none>' : listWithMore(texts, 2, ', ');
    const reference = `${spec.scaleTargetRef?.kind ?? ''}/${spec.scaleTargetRef?.name ?? ''}`;
    return [
      nameOf(object),
      reference,
      targets,
      spec.minReplicas === undefined ? '<unset>' : String(spec.minReplicas),
      spec.maxReplicas ?? 0,
      status.currentReplicas ?? 0,
      age(object, nowUs),
    ];
  },
};

export const disruptionBudgetPrinter: Printer = {
  columns: columnsOf('Name|Min Available|Max Unavailable|Allowed Disruptions#|Age'),
  cells: (object, nowUs) => {
    const spec = part(object, 'spec');
    const limit = (value: unknown) => (value === undefined ? 'N/A' : String(value));
    return [
      nameOf(object),
      limit(spec['minAvailable']),
      limit(spec['maxUnavailable']),
      count(part(object, 'status')['disruptionsAllowed']),
      age(object, nowUs),
    ];
  },
};

export const controllerRevisionPrinter: Printer = {
  columns: columnsOf('Name|Controller|Revision|Age'),
  cells: (object, nowUs) => {
    const owner = object.metadata.ownerReferences?.find((o) => o.controller === true);
    const group = owner?.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0]}` : '';
    return [
      nameOf(object),
      owner === undefined ? '<none>' : `${owner.kind.toLowerCase()}${group}/${owner.name}`,
      count(object['revision']),
      age(object, nowUs),
    ];
  },
};
