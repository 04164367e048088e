/** Which objects a command line means: `pods`, `pod/web`, `deploy,rs`, `all`, `pod web db`. Models cli-runtime resource/builder.go. */
import { apiPathOf, findResource, type Resource, resourcesOfCategory } from '../../../kube/kinds/kinds.ts';

export interface Target {
  readonly resource: Resource;
  /** Empty = all of the resource. */
  readonly name: string;
}

export interface Targets {
  readonly targets: readonly Target[];
  /** Several resources were asked for: names are printed with their resource. */
  readonly several: boolean;
}

function noSuchType(word: string): string {
  return `error: the server doesn't have a resource type "${word}"`;
}

function resourcesOfWord(word: string): readonly Resource[] | string {
  const found: Resource[] = [];
  for (const part of word.split(',')) {
    const category = resourcesOfCategory(part);
    const resource = category.length > 0 ? undefined : findResource(part);
    if (category.length === 0 && !resource) return noSuchType(part);
    for (const one of resource ? [resource] : category) {
      // A kind served by two versions of a group stands there once.
      if (one.verbs.includes('list') && !found.some((f) => f.group === one.group && f.plural === one.plural))
        found.push(preferred(one, category));
    }
  }
  return found;
}

/** Of two versions of one resource in a category the newer: autoscaling/v2 before v1. */
function preferred(resource: Resource, among: readonly Resource[]): Resource {
  return (
    among
      .filter((r) => r.group === resource.group && r.plural === resource.plural)
      .sort((a, b) => (a.version < b.version ? 1 : -1))[0] ?? resource
  );
}

function slashTargets(args: readonly string[]): Targets | string {
  const targets: Target[] = [];
  for (const arg of args) {
    const [word = '', name = ''] = arg.split('/');
    if (!arg.includes('/'))
      return "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'";
    const resource = findResource(word);
    if (!resource) return noSuchType(word);
    if (name === '') return 'error: arguments in resource/name form may not have more than one slash';
    targets.push({ resource, name });
  }
  const kinds = new Set(targets.map((t) => t.resource.plural));
  return { targets, several: kinds.size > 1 };
}

/** The objects meant by the arguments, or kubectl's complaint. */
export function targetsOf(args: readonly string[]): Targets | string {
  if (args.some((arg) => arg.includes('/'))) return slashTargets(args);
  const [word = '', ...names] = args;
  const found = resourcesOfWord(word);
  if (typeof found === 'string') return found;
  const several = found.length > 1 || resourcesOfCategory(word).length > 0;
  if (names.length === 0) return { targets: found.map((resource) => ({ resource, name: '' })), several };
  return { targets: found.flatMap((resource) => names.map((name) => ({ resource, name }))), several };
}

/** Where an object or a list is served. */
export function pathOf(target: Target, namespace: string, subresource = ''): string {
  return apiPathOf(target.resource, target.resource.namespaced ? namespace : '', target.name, subresource);
}

/** `pod/web`, `deployment.apps/web`: how kubectl names an object in its answers. */
export function objectName(resource: Resource, name: string): string {
  return `${resource.singular}${resource.group === '' ? '' : `.${resource.group}`}/${name}`;
}

/** The key for cross-highlighting: `pods/default/web`. */
export function subjectOf(resource: Resource, namespace: string, name: string): string {
  const root = resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
  return resource.namespaced ? `${root}/${namespace}/${name}` : `${root}/${name}`;
}
