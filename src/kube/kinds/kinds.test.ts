import { describe, expect, it } from 'vitest';
import { oracleFile } from '../testing/vectors.ts';
import {
  apiPathOf,
  etcdKeyOf,
  etcdPrefixOf,
  findResource,
  kindOf,
  qualifiedKind,
  qualifiedResource,
  resourceOf,
  resourcesOfCategory,
  type Resource,
} from './kinds.ts';
import { schemaOfKind } from './schema.ts';

const named = (word: string) => qualifiedResource(findResource(word) as Resource);

describe('kinds', () => {
  it('are found by the words that kubectl takes', () => {
    expect(
      [
        'po',
        'pod',
        'Pods',
        'deploy',
        'deployments.apps',
        'deployments.v1.apps',
        'ev',
        'events.events.k8s.io',
        'no',
        'ns',
        'svc',
        'rs',
      ].map(named),
    ).toEqual([
      'pods',
      'pods',
      'pods',
      'deployments.apps',
      'deployments.apps',
      'deployments.apps',
      'events',
      'events.events.k8s.io',
      'nodes',
      'namespaces',
      'services',
      'replicasets.apps',
    ]);
    expect(findResource('nosuchkind')).toBeUndefined();
    expect(resourcesOfCategory('all').map((r) => r.plural)).toContain('replicasets');
  });

  it('know their paths and keys', () => {
    const node = kindOf('v1', 'Node') as Resource;
    const deployment = resourceOf('apps', 'v1', 'deployments') as Resource;
    expect(etcdKeyOf(node, '', 'a')).toBe('/registry/minions/a');
    expect(etcdPrefixOf(deployment, 'x')).toBe('/registry/deployments/x/');
    expect(apiPathOf(deployment, 'x', 'web', 'scale')).toBe(
      '/apis/apps/v1/namespaces/x/deployments/web/scale',
    );
    expect(qualifiedKind(deployment)).toBe('Deployment.apps');
  });

  it('keep their objects where a real etcd has them', () => {
    const text = oracleFile('etcd-keys.jsonl');
    if (text === undefined) return console.warn('!! no etcd-keys.jsonl: keys were NOT compared');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { apiVersion?: string; kind: string; path: string; key: string });
    for (const { apiVersion, kind, path, key } of lines) {
      const resource = apiVersion === undefined ? undefined : kindOf(apiVersion, kind);
      if (resource === undefined) continue;
      const words = path.split('/');
      expect(
        etcdKeyOf(resource, resource.namespaced ? (words.at(-3) as string) : '', words.at(-1) as string),
      ).toBe(key);
    }
  });

  it('have schemas with the keys by which lists merge', () => {
    const spec = schemaOfKind('v1', 'Pod')?.fields.get('spec');
    expect(spec?.type).toEqual({ is: 'ref', name: 'core/v1.PodSpec' });
    expect(schemaOfKind('v1', 'Service')).toBeDefined();
    expect(schemaOfKind('v1', 'Nosuch')).toBeUndefined();
  });
});
