/** Models the printers of configuration, storage and rbac kinds. */
import { formatLabels } from '../labels.ts';
import type { ConfigMap, PriorityClass, Secret } from '../types/config.ts';
import type { PodTemplateSpec } from '../types/pod.ts';
import type { KubeObject, ResourceList } from '../value.ts';
import { age, columnsOf, nameOf, part, type Printer } from './table.ts';

const size = (map: object | undefined) => Object.keys(map ?? {}).length;

export const configMapPrinter: Printer = {
  columns: columnsOf('Name|Data|Age'),
  cells: (object, nowUs) => [
    nameOf(object),
    size((object as ConfigMap).data) + size((object as ConfigMap).binaryData),
    age(object, nowUs),
  ],
};

export const secretPrinter: Printer = {
  columns: columnsOf('Name|Type|Data|Age'),
  cells: (object, nowUs) => [
    nameOf(object),
    (object as Secret).type ?? '',
    size((object as Secret).data),
    age(object, nowUs),
  ],
};

export const nameAndAge: Printer = {
  columns: columnsOf('Name|Age'),
  cells: (object, nowUs) => [nameOf(object), age(object, nowUs)],
};

/** What the API server shows of a kind without columns of its own. */
export const nameAndCreation: Printer = {
  columns: columnsOf('Name|Created At@'),
  cells: (object) => [nameOf(object), object.metadata.creationTimestamp ?? '<unknown>'],
};

export const priorityClassPrinter: Printer = {
  columns: columnsOf('Name|Value#|Global-Default?|Age|PreemptionPolicy'),
  cells: (object, nowUs) => {
    const c = object as PriorityClass;
    return [
      nameOf(object),
      c.value,
      c.globalDefault ?? false,
      age(object, nowUs),
      c.preemptionPolicy ?? 'PreemptLowerPriority',
    ];
  },
};

const MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};
const MODE_ORDER = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

function modesText(modes: unknown): string {
  const list = Array.isArray(modes) ? (modes as string[]) : [];
  return MODE_ORDER.filter((mode) => list.includes(mode))
    .map((mode) => MODES[mode])
    .join(',');
}

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
const classOf = (object: KubeObject) =>
  object.metadata.annotations?.[CLASS_ANNOTATION] ??
  (part(object, 'spec')['storageClassName'] as string | undefined) ??
  '';
const phaseOf = (object: KubeObject) =>
  object.metadata.deletionTimestamp
    ? 'Terminating'
    : ((part(object, 'status')['phase'] as string | undefined) ?? '');

export const claimPrinter: Printer = {
  columns: columnsOf(
    'Name|Status|Volume|Capacity|Access Modes|StorageClass|VolumeAttributesClass|Age|VolumeMode*',
  ),
  cells: (object, nowUs) => {
    const spec = part(object, 'spec') as {
      volumeName?: string;
      volumeMode?: string;
      volumeAttributesClassName?: string;
    };
    const status = part(object, 'status') as { capacity?: ResourceList; accessModes?: readonly string[] };
    const bound = (spec.volumeName ?? '') !== '';
    return [
      nameOf(object),
      phaseOf(object),
      spec.volumeName ?? '',
      bound ? (status.capacity?.['storage'] ?? '0') : '',
      bound ? modesText(status.accessModes) : '',
      classOf(object),
      spec.volumeAttributesClassName ?? '<unset>',
      age(object, nowUs),
      spec.volumeMode ?? '<unset>',
    ];
  },
};

export const volumePrinter: Printer = {
  columns: columnsOf(
    'Name|Capacity|Access Modes|Reclaim Policy|Status|Claim|StorageClass|VolumeAttributesClass|Reason|Age|VolumeMode*',
  ),
  cells: (object, nowUs) => {
    const spec = part(object, 'spec') as {
      capacity?: ResourceList;
      accessModes?: readonly string[];
      persistentVolumeReclaimPolicy?: string;
      claimRef?: { namespace?: string; name?: string };
      volumeMode?: string;
      volumeAttributesClassName?: string;
    };
    const claim =
      spec.claimRef === undefined ? '' : `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}`;
    return [
      nameOf(object),
      spec.capacity?.['storage'] ?? '0',
      modesText(spec.accessModes),
      spec.persistentVolumeReclaimPolicy ?? '',
      phaseOf(object),
      claim,
      classOf(object),
      spec.volumeAttributesClassName ?? '<unset>',
      (part(object, 'status')['reason'] as string | undefined) ?? '',
      age(object, nowUs),
      spec.volumeMode ?? '<unset>',
    ];
  },
};

export const storageClassPrinter: Printer = {
  columns: columnsOf('Name|Provisioner|ReclaimPolicy|VolumeBindingMode|AllowVolumeExpansion|Age'),
  cells: (object, nowUs) => {
    const c = object as KubeObject & {
      provisioner?: string;
      reclaimPolicy?: string;
      volumeBindingMode?: string;
      allowVolumeExpansion?: boolean;
    };
    const isDefault = object.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
    return [
      nameOf(object) + (isDefault ? ' (default)' : ''),
      c.provisioner ?? '',
      c.reclaimPolicy ?? 'Delete',
      c.volumeBindingMode ?? 'Immediate',
      c.allowVolumeExpansion ?? false,
      age(object, nowUs),
    ];
  },
};

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export const roleBindingPrinter: Printer = {
  columns: columnsOf('Name|Role|Age|Users*|Groups*|ServiceAccounts*'),
  cells: (object, nowUs) => {
    const subjects = (object['subjects'] ?? []) as readonly Subject[];
    const ref = object['roleRef'] as { kind?: string; name?: string } | undefined;
    const of = (kind: string, text: (s: Subject) => string) =>
      subjects
        .filter((s) => s.kind === kind)
        .map(text)
        .join(', ');
    return [
      nameOf(object),
      `${ref?.kind ?? ''}/${ref?.name ?? ''}`,
      age(object, nowUs),
      of('User', (s) => s.name),
      of('Group', (s) => s.name),
      of('ServiceAccount', (s) => `${s.namespace ?? ''}/${s.name}`),
    ];
  },
};

export const resourceQuotaPrinter: Printer = {
  columns: columnsOf('Name|Request|Limit|Age'),
  cells: (object, nowUs) => {
    const { hard = {}, used = {} } = part(object, 'status') as { hard?: ResourceList; used?: ResourceList };
    const texts = (limits: boolean) =>
      Object.keys(hard)
        .sort()
        .filter((name) => name.startsWith('limits') === limits)
        .map((name) => `${name}: ${used[name] ?? '0'}/${hard[name]}`)
        .join(', ');
    return [nameOf(object), texts(false), texts(true), age(object, nowUs)];
  },
};

export const podTemplatePrinter: Printer = {
  columns: columnsOf('Name|Containers|Images|Pod Labels'),
  cells: (object) => {
    const template = object['template'] as PodTemplateSpec | undefined;
    const containers = template?.spec?.containers ?? [];
    return [
      nameOf(object),
      containers.map((c) => c.name).join(','),
      containers.map((c) => c.image ?? '').join(','),
      formatLabels(template?.metadata?.labels),
    ];
  },
};

export const runtimeClassPrinter: Printer = {
  columns: columnsOf('Name|Handler|Age'),
  cells: (object, nowUs) => [
    nameOf(object),
    (object['handler'] as string | undefined) ?? '',
    age(object, nowUs),
  ],
};
