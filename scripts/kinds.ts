/**
 * Writes src/kube/kinds/{resources,schemas}.json from what a cluster serves: discovery documents, OpenAPI v3 and a list of etcd keys.
 * Only structure is taken over, no descriptions. Run: `npx tsx scripts/kinds.ts DIRECTORY`, where DIRECTORY holds `discovery/`,
 * `openapi/` and `etcd-keys.jsonl`.
 *
 * A schema is `{f: {field: type}, r: [required fields], d: [defaulted fields]}`; a type is a word such as `s` or `[]@core/v1.Container|m=name|p=merge:name` (kinds.ts reads it).
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface OpenApi {
  readonly $ref?: string;
  readonly allOf?: readonly OpenApi[];
  readonly oneOf?: readonly OpenApi[];
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, OpenApi>>;
  readonly additionalProperties?: OpenApi;
  readonly items?: OpenApi;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
}

const given = process.argv[2] ?? process.env['ORACLE_DIR'];
if (given === undefined) throw new Error('usage: npx tsx scripts/kinds.ts DIRECTORY');
const source: string = given;
const target = join(import.meta.dirname, '../src/kube/kinds');
const read = (path: string) => JSON.parse(readFileSync(join(source, path), 'utf8'));

/** Kinds whose schemas are kept beside all those that discovery lists as resources. */
const EXTRA_KINDS = [
  'Status',
  'DeleteOptions',
  'TokenRequest',
  'Scale',
  'Binding',
  'Eviction',
  'PartialObjectMetadata',
];

const WORDS: Readonly<Record<string, string>> = {
  Quantity: 'q',
  IntOrString: 'x',
  Time: 't',
  MicroTime: 'u',
  RawExtension: 'o',
  FieldsV1: 'o',
};

/** `io.k8s.api.core.v1.Pod` → `core/v1.Pod`. */
function shortName(name: string): string {
  const parts = name.split('.');
  const kind = parts.pop();
  const version = parts.pop();
  return `${parts.pop()}/${version}.${kind}`;
}

function refName(schema: OpenApi): string | undefined {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
  return ref?.slice('#/components/schemas/'.length);
}

function scalar(schema: OpenApi): string {
  if (schema.type === 'string') return schema.format === 'byte' ? 'y' : 's';
  if (schema.type === 'integer') return schema.format === 'int64' ? 'l' : 'i';
  if (schema.type === 'number') return 'n';
  if (schema.type === 'boolean') return 'b';
  return 'o';
}

function typeWord(schema: OpenApi, all: ReadonlyMap<string, OpenApi>): string {
  const ref = refName(schema);
  if (ref !== undefined) {
    const plain = WORDS[ref.slice(ref.lastIndexOf('.') + 1)];
    if (plain !== undefined) return plain;
    return all.get(ref)?.properties === undefined ? 'o' : `@${shortName(ref)}`;
  }
  if (schema.type === 'array' && schema.items) return `[]${typeWord(schema.items, all)}`;
  if (schema.type === 'object' && schema.additionalProperties)
    return `{}${typeWord(schema.additionalProperties, all)}`;
  return scalar(schema);
}

function marks(schema: OpenApi): string {
  const out: string[] = [];
  const list = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'];
  const strategy = schema['x-kubernetes-patch-strategy'];
  const mergeKey = schema['x-kubernetes-patch-merge-key'];
  if (list === 'map') out.push(`m=${keys?.join(',') ?? ''}`);
  else if (list === 'set') out.push('set');
  else if (list === 'atomic') out.push('a');
  if (schema['x-kubernetes-map-type'] === 'atomic') out.push('a');
  if (strategy) out.push(mergeKey ? `p=${strategy}:${mergeKey}` : `p=${strategy}`);
  return out.length > 0 ? `|${out.join('|')}` : '';
}

function compact(schema: OpenApi, all: ReadonlyMap<string, OpenApi>): object {
  const fields: Record<string, string> = {};
  for (const [name, field] of Object.entries(schema.properties ?? {}))
    fields[name] = typeWord(field, all) + marks(field);
  const required = schema.required ?? [];
  const defaults: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    if (field.default !== undefined && JSON.stringify(field.default) !== '{}') defaults[name] = field.default;
  }
  return {
    f: fields,
    ...(required.length > 0 ? { r: required } : {}),
    ...(Object.keys(defaults).length > 0 ? { d: defaults } : {}),
    ...(schema['x-kubernetes-map-type'] === 'atomic' ? { a: 1 } : {}),
  };
}

function loadSchemas(): Map<string, OpenApi> {
  const all = new Map<string, OpenApi>();
  for (const file of readdirSync(join(source, 'openapi')).sort()) {
    if (!/^v3_apis?_.*v\d+[a-z0-9]*\.json$/.test(file)) continue;
    const schemas: Record<string, OpenApi> = read(`openapi/${file}`).components?.schemas ?? {};
    for (const [name, schema] of Object.entries(schemas)) if (!all.has(name)) all.set(name, schema);
  }
  return all;
}

function etcdPrefixes(): Map<string, string> {
  const out = new Map<string, string>();
  for (const line of readFileSync(join(source, 'etcd-keys.jsonl'), 'utf8').trim().split('\n')) {
    const { path, key } = JSON.parse(line) as { path?: string; key?: string };
    if (!path || !key) continue;
    const words = path.split('/').filter((word) => word !== '');
    const namespaced = words.includes('namespaces') && words.indexOf('namespaces') < words.length - 2;
    const plural = words[words.length - 2];
    const gv = words[0] === 'api' ? words[1] : `${words[1]}/${words[2]}`;
    out.set(
      `${gv}/${plural}`,
      key
        .split('/')
        .slice(2, namespaced ? -2 : -1)
        .join('/'),
    );
  }
  return out;
}

interface DiscoveredResource {
  readonly resource: string;
  readonly responseKind: { group: string; version: string; kind: string };
  readonly scope: string;
  readonly singularResource: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly {
    subresource: string;
    responseKind: { group: string; version: string; kind: string };
    verbs: readonly string[];
  }[];
}

interface Discovery {
  readonly items: readonly {
    metadata: { name?: string };
    versions: readonly { version: string; resources: readonly DiscoveredResource[] }[];
  }[];
}

function collectResources(): Record<string, unknown>[] {
  const prefixes = etcdPrefixes();
  const out: Record<string, unknown>[] = [];
  for (const file of ['api-aggregated', 'apis-aggregated']) {
    for (const group of (read(`discovery/${file}.json`) as Discovery).items) {
      for (const { version, resources } of group.versions) {
        const name = group.metadata.name ?? '';
        for (const r of resources) {
          out.push({
            group: name,
            version,
            kind: r.responseKind.kind,
            plural: r.resource,
            singular: r.singularResource,
            namespaced: r.scope === 'Namespaced',
            verbs: r.verbs,
            ...(r.shortNames ? { shortNames: r.shortNames } : {}),
            ...(r.categories ? { categories: r.categories } : {}),
            ...(r.subresources
              ? {
                  subresources: r.subresources.map((s) => ({
                    name: s.subresource,
                    group: s.responseKind.group,
                    version: s.responseKind.version,
                    kind: s.responseKind.kind,
                    verbs: s.verbs,
                  })),
                }
              : {}),
            etcdPrefix:
              prefixes.get(name === '' ? `${version}/${r.resource}` : `${name}/${version}/${r.resource}`) ??
              r.resource,
          });
        }
      }
    }
  }
  return out;
}

function reachable(
  all: ReadonlyMap<string, OpenApi>,
  roots: ReadonlyMap<string, string>,
): Record<string, object> {
  const byShort = new Map([...all.keys()].map((name) => [shortName(name), name]));
  const out: Record<string, object> = {};
  const pending = [...roots.values()].map(shortName);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const schema = all.get(byShort.get(next) ?? '');
    if (out[next] !== undefined || schema === undefined) continue;
    const entry = compact(schema, all) as { f: Record<string, string> };
    out[next] = entry;
    for (const type of Object.values(entry.f)) {
      const at = type.indexOf('@');
      if (at >= 0) pending.push(type.slice(at + 1).split('|')[0] as string);
    }
  }
  return Object.fromEntries(Object.entries(out).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const resources = collectResources();
const schemas = loadSchemas();
const wanted = new Set([...resources.map((r) => r['kind'] as string), ...EXTRA_KINDS]);
const roots = new Map<string, string>();
for (const [name, schema] of schemas) {
  for (const gvk of schema['x-kubernetes-group-version-kind'] ?? []) {
    const key = gvk.group === '' ? `${gvk.version}/${gvk.kind}` : `${gvk.group}/${gvk.version}/${gvk.kind}`;
    if (wanted.has(gvk.kind) && !roots.has(key)) roots.set(key, name);
  }
}
const defs = reachable(schemas, roots);
const kinds = Object.fromEntries(
  [...roots]
    .filter(([key]) => !key.includes('beta') && !key.includes('alpha'))
    .map(([key, name]) => [key, shortName(name)]),
);
writeFileSync(
  join(target, 'resources.json'),
  `[\n${resources.map((r) => JSON.stringify(r)).join(',\n')}\n]\n`,
);
const lines = Object.entries(defs).map(([name, def]) => `${JSON.stringify(name)}:${JSON.stringify(def)}`);
writeFileSync(
  join(target, 'schemas.json'),
  `{"kinds":${JSON.stringify(kinds)},\n"definitions":{\n${lines.join(',\n')}\n}}\n`,
);
console.log(`${resources.length} resources, ${lines.length} definitions`);
