/** What `-f` names: files given with the line, read as manifests. */
import { kindOf, type Resource } from '../../../../kube/kinds/kinds.ts';
import { manifestObjectError, objectsOf, parseManifest } from '../../../../kube/manifest.ts';
import { isObject, type KubeObject } from '../../../../kube/value.ts';
import type { CommandLine } from '../command-line.ts';
import type { Shell } from '../types.ts';

export interface ManifestItem {
  readonly object: KubeObject;
  readonly resource: Resource;
  /** What errors call the file. */
  readonly source: string;
}

export interface Manifests {
  readonly items: readonly ManifestItem[];
  readonly errors: readonly string[];
}

function noMatch(object: { readonly [field: string]: unknown }, source: string): string {
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  return `error: resource mapping not found for name: "${String(metadata['name'] ?? '')}" namespace: "${String(metadata['namespace'] ?? '')}" from "${source}": no matches for kind "${String(object['kind'])}" in version "${String(object['apiVersion'])}"\nensure CRDs are installed first`;
}

/** Files read lately: a command is replayed after each answer, and must not parse its files anew each time. */
const lately: { readonly source: string; readonly text: string; readonly read: Manifests }[] = [];
const LATELY_MAX = 8;

function readFile(name: string, shell: Shell): Manifests {
  const text = Object.hasOwn(shell.files, name) ? shell.files[name] : undefined;
  const source = name === '-' ? 'STDIN' : name;
  if (text === undefined) return { items: [], errors: [`error: the path "${name}" does not exist`] };
  const known = lately.find((file) => file.source === source && file.text === text);
  if (known) return known.read;
  const read = readText(text, source);
  lately.unshift({ source, text, read });
  lately.length = Math.min(lately.length, LATELY_MAX);
  return read;
}

function readText(text: string, source: string): Manifests {
  const manifest = parseManifest(text, source);
  if ('error' in manifest)
    return {
      items: [],
      errors: [
        manifest.error.message.startsWith('error')
          ? manifest.error.message.replace(/^error parsing/, 'error: error parsing')
          : `error: ${manifest.error.message}`,
      ],
    };
  const items: ManifestItem[] = [];
  const errors: string[] = [];
  for (const value of manifest.documents.flatMap((document) => objectsOf(document.value))) {
    const complaint = manifestObjectError(value, source);
    const resource = complaint ? undefined : kindOf(String(value['apiVersion']), String(value['kind']));
    if (complaint) errors.push(complaint);
    else if (!resource) errors.push(noMatch(value, source));
    else
      items.push({
        object: {
          ...value,
          metadata: isObject(value['metadata']) ? value['metadata'] : {},
        } as unknown as KubeObject,
        resource,
        source,
      });
  }
  return { items, errors };
}

/** Every object of every `-f`. */
export function readManifests(line: CommandLine, shell: Shell): Manifests {
  const files = (line.flags.get('filename') ?? []).flatMap((value) => value.split(','));
  const all = files.map((name) => readFile(name, shell));
  const items = all.flatMap((file) => file.items);
  const errors = all.flatMap((file) => file.errors);
  if (items.length === 0 && errors.length === 0)
    return { items, errors: ['error: no objects passed to ' + line.command.name] };
  return { items, errors };
}

/** The namespace it goes to: its own, else that of the line. */
export function placeOf(item: ManifestItem, namespace: string): string {
  return item.resource.namespaced ? (item.object.metadata.namespace ?? namespace) : '';
}
