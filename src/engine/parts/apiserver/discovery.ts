import { type Resource, resources } from '../../../kube/kinds/kinds.ts';
import { apiVersionOf } from '../../../kube/value.ts';

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

export interface DiscoveryAnswer {
  readonly contentType: string;
  readonly body: unknown;
}

/** Groups in the order of the kinds table, each with its versions in order of preference. */
function groupsOf(): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { group, version } of resources) {
    const versions = groups.get(group) ?? [];
    if (!versions.includes(version)) versions.push(version);
    groups.set(group, versions);
  }
  return groups;
}

const GROUPS = groupsOf();

function subresourceEntry(resource: Resource, sub: NonNullable<Resource['subresources']>[number]): object {
  return {
    subresource: sub.name,
    responseKind: {
      group: sub.group || (sub.version ? '' : resource.group),
      version: sub.version || resource.version,
      kind: sub.kind,
    },
    verbs: sub.verbs,
  };
}

function resourceEntry(resource: Resource): object {
  return {
    resource: resource.plural,
    responseKind: { group: resource.group, version: resource.version, kind: resource.kind },
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: resource.verbs,
    ...(resource.shortNames ? { shortNames: resource.shortNames } : {}),
    ...(resource.categories ? { categories: resource.categories } : {}),
    ...(resource.subresources
      ? { subresources: resource.subresources.map((sub) => subresourceEntry(resource, sub)) }
      : {}),
  };
}

function aggregated(core: boolean): object {
  const items = [...GROUPS]
    .filter(([group]) => (group === '') === core)
    .map(([group, versions]) => ({
      metadata: { ...(core ? {} : { name: group }), creationTimestamp: null },
      versions: versions.map((version) => ({
        version,
        resources: resources.filter((r) => r.group === group && r.version === version).map(resourceEntry),
        freshness: 'Current',
      })),
    }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
}

function groupEntry(group: string, versions: readonly string[]): object {
  const list = versions.map((version) => ({ groupVersion: apiVersionOf(group, version), version }));
  return { name: group, versions: list, preferredVersion: list[0] };
}

function listEntry(resource: Resource): readonly object[] {
  const { plural, singular, namespaced, kind, verbs, shortNames, categories } = resource;
  const main = {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames ? { shortNames } : {}),
    ...(categories ? { categories } : {}),
  };
  const subs = (resource.subresources ?? []).map((sub) => ({
    name: `${plural}/${sub.name}`,
    singularName: '',
    namespaced,
    ...(sub.group ? { group: sub.group } : {}),
    ...(sub.version ? { version: sub.version } : {}),
    kind: sub.kind,
    verbs: sub.verbs,
  }));
  return [main, ...subs];
}

function resourceList(group: string, version: string): object {
  const listed = resources.filter((r) => r.group === group && r.version === version).flatMap(listEntry);
  return {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: apiVersionOf(group, version),
    resources: listed,
  };
}

function rootDocument(path: string): object {
  if (path === '/api')
    return {
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '192.0.2.1:6443' }],
    };
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [...GROUPS]
      .filter(([group]) => group !== '')
      .map(([group, versions]) => groupEntry(group, versions)),
  };
}

function legacyOf(path: string): object | undefined {
  if (path === '/api' || path === '/apis') return rootDocument(path);
  const [, root, ...rest] = path.split('/');
  if (root !== 'api' && root !== 'apis') return undefined;
  const [group = '', version, ...more] = root === 'api' ? ['', ...rest] : rest;
  const versions = GROUPS.get(group);
  if (versions === undefined || more.length > 0 || (root === 'apis' && group === '')) return undefined;
  if (version === undefined) return { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(group, versions) };
  return versions.includes(version) ? resourceList(group, version) : undefined;
}

const answers = new Map<string, DiscoveryAnswer | undefined>();

/** Discovery, made from the kinds table: aggregated where the client asks for it, else the older documents. */
export function discoveryOf(path: string, accept: string): DiscoveryAnswer | undefined {
  const wantsAggregated =
    (path === '/api' || path === '/apis') &&
    accept.includes('as=APIGroupDiscoveryList') &&
    accept.includes('v=v2;');
  const key = `${path} ${wantsAggregated}`;
  if (answers.has(key)) return answers.get(key);
  const body = wantsAggregated ? aggregated(path === '/api') : legacyOf(path);
  const answer =
    body === undefined ? undefined : { contentType: wantsAggregated ? AGGREGATED : 'application/json', body };
  if (answers.size < 256) answers.set(key, answer);
  return answer;
}
