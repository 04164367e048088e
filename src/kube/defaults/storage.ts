/** Models the defaults of PersistentVolume, PersistentVolumeClaim and StorageClass. */
import type { KubeObject, ResourceList } from '../value.ts';
import { alter, fill, put } from './fill.ts';
import { resourceRequirements, storedResourceList } from './pod.ts';
import { volumeDefaults } from './volume.ts';
import type { Volume } from '../types/pod.ts';

export function claimDefaults<T extends object>(object: T): T {
  const out = alter(object, 'spec', (spec: object) => {
    const filled = alter(fill(spec, { volumeMode: 'Filesystem' }), 'resources', resourceRequirements);
    return alter(filled, 'dataSource', (source: { apiGroup?: string | null }) =>
      source.apiGroup === undefined ? { ...source, apiGroup: null } : source,
    );
  });
  return fill(out, { status: { phase: 'Pending' } });
}

export function volumeObjectDefaults(object: KubeObject): KubeObject {
  const out = alter(object, 'spec', (spec: object) => {
    let filled = fill(spec, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' });
    filled = alter(filled, 'capacity', (list: ResourceList) => storedResourceList(list));
    for (const source of ['hostPath', 'iscsi', 'rbd', 'azureDisk', 'scaleIO']) {
      const value = (filled as Record<string, unknown>)[source];
      if (value !== undefined)
        filled = put(filled, source, volumeDefaults({ name: '', [source]: value } as Volume)[source]);
    }
    return filled;
  });
  return fill(out, { status: { phase: 'Pending' } });
}

export function storageClassDefaults(object: KubeObject): KubeObject {
  return fill(object, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
}
