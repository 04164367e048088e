import type { Volume } from '../types/pod.ts';
import { alter, alterEach, fill } from './fill.ts';

const FILE_MODE = { defaultMode: 420 };

/** Defaults by the type of a volume's source. */
const SOURCES: Readonly<Record<string, object>> = {
  configMap: FILE_MODE,
  secret: FILE_MODE,
  downwardAPI: FILE_MODE,
  projected: FILE_MODE,
  hostPath: { type: '' },
  iscsi: { iscsiInterface: 'default' },
  rbd: { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' },
  azureDisk: { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' },
  scaleIO: { storageMode: 'ThinProvisioned', fsType: 'xfs' },
};

const fieldRefs = (source: object) =>
  alterEach(source, 'items', (item: object) =>
    alter(item, 'fieldRef', (ref: object) => fill(ref, { apiVersion: 'v1' })),
  );

function projectedSource(source: object): object {
  return alter(
    alter(source, 'serviceAccountToken', (token: object) => fill(token, { expirationSeconds: 3600 })),
    'downwardAPI',
    fieldRefs,
  );
}

function ephemeral(source: object): object {
  return alter(source, 'volumeClaimTemplate', (template: object) =>
    alter(template, 'spec', (spec: object) => fill(spec, { volumeMode: 'Filesystem' })),
  );
}

/** The defaults of one volume; one without a source is an emptyDir. */
export function volumeDefaults(volume: Volume): Volume {
  let source: string | undefined;
  for (const key in volume)
    if (key !== 'name' && volume[key] !== undefined && volume[key] !== null) source = key;
  if (source === undefined) return { ...volume, emptyDir: {} };
  const out = alter(volume, source, (value: object) =>
    fill(value, (SOURCES[source] ?? {}) as Record<string, unknown>),
  );
  if (source === 'downwardAPI') return alter(out, source, fieldRefs);
  if (source === 'projected')
    return alter(out, source, (value: object) => alterEach(value, 'sources', projectedSource));
  return source === 'ephemeral' ? alter(out, source, ephemeral) : out;
}
