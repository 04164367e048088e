import { apiVersionOf } from '../value.ts';
import resourceData from './resources.json' with { type: 'json' };

export interface Subresource {
  readonly name: string;
  /** The kind that is sent and answered; group and version are empty where they are those of the resource. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

/** One resource that the API server serves: a line of discovery, and where etcd keeps its objects. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly Subresource[];
  /** The path below `/registry/`, such as `pods`, `minions` or `services/specs`. */
  readonly etcdPrefix: string;
}

/** All resources in the order of discovery, which is also kubectl's order of preference for an ambiguous word. */
export const resources: readonly Resource[] = resourceData as readonly Resource[];

const byPlural = new Map(resources.map((r) => [`${r.group}/${r.version}/${r.plural}`, r]));
const byKind = new Map<string, Resource>();
const byWord = new Map<string, Resource>();

for (const r of resources) {
  const kindKey = `${apiVersionOf(r.group, r.version)}/${r.kind}`;
  if (!byKind.has(kindKey)) byKind.set(kindKey, r);
}
for (const words of [
  (r: Resource) => [r.plural, r.singular],
  (r: Resource) => r.shortNames ?? [],
  (r: Resource) => [r.kind.toLowerCase()],
]) {
  for (const r of resources) for (const word of words(r)) if (!byWord.has(word)) byWord.set(word, r);
}

/** The resource whose objects have this apiVersion and kind, or undefined. */
export function kindOf(apiVersion: string, kind: string): Resource | undefined {
  return byKind.get(`${apiVersion}/${kind}`);
}

/** The resource at `/apis/GROUP/VERSION/PLURAL` (group empty: `/api/VERSION/PLURAL`), or undefined. */
export function resourceOf(group: string, version: string, plural: string): Resource | undefined {
  return byPlural.get(`${group}/${version}/${plural}`);
}

/** Resolves a word as kubectl does: plural, singular, short name or kind, optionally with `.group` or `.version.group` behind it. */
export function findResource(word: string): Resource | undefined {
  const lower = word.toLowerCase();
  const plain = byWord.get(lower);
  if (plain !== undefined) return plain;
  const dot = lower.indexOf('.');
  if (dot < 0) return undefined;
  const name = lower.slice(0, dot);
  const rest = lower.slice(dot + 1);
  return resources.find(
    (r) =>
      (r.plural === name || r.singular === name || r.shortNames?.includes(name)) && isGroupSuffix(r, rest),
  );
}

function isGroupSuffix(r: Resource, rest: string): boolean {
  return rest === r.group || rest === `${r.version}.${r.group}` || (r.group === '' && rest === r.version);
}

/** The resources of a category such as `all`, in the order of discovery. */
export function resourcesOfCategory(category: string): readonly Resource[] {
  return resources.filter((r) => r.categories?.includes(category));
}

/** The prefix of all etcd keys of a resource, or of one namespace of it; ends in a slash. */
export function etcdPrefixOf(resource: Pick<Resource, 'etcdPrefix' | 'namespaced'>, namespace = ''): string {
  return resource.namespaced && namespace !== ''
    ? `/registry/${resource.etcdPrefix}/${namespace}/`
    : `/registry/${resource.etcdPrefix}/`;
}

/** The etcd key of an object. */
export function etcdKeyOf(
  resource: Pick<Resource, 'etcdPrefix' | 'namespaced'>,
  namespace: string,
  name: string,
): string {
  return etcdPrefixOf(resource, namespace) + name;
}

/** The URL path of a resource (name left out), an object (name given) or a subresource. */
export function apiPathOf(
  resource: Pick<Resource, 'group' | 'version' | 'plural' | 'namespaced'>,
  namespace = '',
  name = '',
  subresource = '',
): string {
  const root =
    resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  const scope = resource.namespaced && namespace !== '' ? `/namespaces/${namespace}` : '';
  return `${root}${scope}/${resource.plural}${name === '' ? '' : `/${name}`}${subresource === '' ? '' : `/${subresource}`}`;
}

/** `pods`, `deployments.apps`: how error messages and kubectl name a resource. */
export function qualifiedResource(resource: Pick<Resource, 'group' | 'plural'>): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}

/** `Pod`, `Deployment.apps`: how validation errors name a kind. */
export function qualifiedKind(resource: Pick<Resource, 'group' | 'kind'>): string {
  return resource.group === '' ? resource.kind : `${resource.kind}.${resource.group}`;
}
