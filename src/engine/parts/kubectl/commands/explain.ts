/** kubectl explain: fields and types. Models kubectl pkg/explain/v2/templates/plaintext.tmpl; its prose is not part of the model. */
import { findResource, type Resource } from '../../../../kube/kinds/kinds.ts';
import { type Schema, schemaOf, schemaOfKind, type SchemaType } from '../../../../kube/kinds/schema.ts';
import { apiVersionOf } from '../../../../kube/value.ts';
import { isOn, type CommandLine } from '../command-line.ts';
import { discover, fail, print } from '../script.ts';
import { failureOf } from '../status-text.ts';
import type { Script, Shell } from '../types.ts';

const NO_RESOURCE =
  'error: You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.';
const REFERENCE = 'https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/';
/** Schemas that hold themselves (JSONSchemaProps) end here. */
const DEPTH_MAX = 12;

const SCALAR_WORDS: Readonly<Record<string, string>> = {
  int32: 'integer',
  int64: 'integer',
  time: 'Time',
  microTime: 'MicroTime',
  quantity: 'Quantity',
  intOrString: 'IntOrString',
  bytes: 'string',
  any: 'Object',
};

function typeWord(type: SchemaType): string {
  if (type.is === 'list') return `[]${typeWord(type.of)}`;
  if (type.is === 'map') return `map[string]${typeWord(type.of)}`;
  if (type.is === 'ref') return type.name.slice(type.name.lastIndexOf('.') + 1);
  return SCALAR_WORDS[type.is] ?? type.is;
}

/** What a list or a map is made of, if that has fields. */
function schemaIn(type: SchemaType): Schema | undefined {
  if (type.is === 'list' || type.is === 'map') return schemaIn(type.of);
  return type.is === 'ref' ? schemaOf(type.name) : undefined;
}

function fieldLines(schema: Schema, recursive: boolean, depth = 1): readonly string[] {
  return [...schema.fields.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name, type }) => {
      const required = schema.required.includes(name) ? ' -required-' : '';
      const own = `${'  '.repeat(depth)}${name}\t<${typeWord(type)}>${required}`;
      const inner = recursive && depth < DEPTH_MAX ? schemaIn(type) : undefined;
      return inner === undefined ? [own] : [own, ...fieldLines(inner, recursive, depth + 1)];
    });
}

interface Found {
  /** The type at the end of the path; undefined for the kind itself. */
  readonly type: SchemaType | undefined;
  readonly schema: Schema | undefined;
}

/** Follows `spec.containers.image`; a text is the name of the field that does not exist. */
function follow(root: Schema, path: readonly string[]): Found | string {
  let found: Found = { type: undefined, schema: root };
  for (const name of path) {
    const type: SchemaType | undefined = found.schema?.fields.get(name)?.type;
    if (type === undefined) return name;
    found = { type, schema: schemaIn(type) };
  }
  return found;
}

/** `core/v1.PodSpec` → `podspec-v1-core`. */
function anchorOf(schema: Schema): string {
  const dot = schema.name.lastIndexOf('.');
  const [group = '', version = ''] = schema.name.slice(0, dot).split('/');
  return `${schema.name.slice(dot + 1)}-${version}-${group.split('.', 1)[0]}`.toLowerCase();
}

function textOf(resource: Resource, path: readonly string[], found: Found, recursive: boolean): string {
  const { group, kind, version } = resource;
  const { type, schema } = found;
  const head = [
    ...(group === '' ? [] : [`GROUP:      ${group}`]),
    `KIND:       ${kind}`,
    `VERSION:    ${version}`,
    '',
    ...(type === undefined ? [] : [`FIELD: ${path.at(-1)} <${typeWord(type)}>`, '']),
  ];
  const about = schema === undefined ? [] : ['DESCRIPTION:', `    ${REFERENCE}#${anchorOf(schema)}`, ''];
  return [...head, ...about, ...(schema ? ['FIELDS:', ...fieldLines(schema, recursive)] : [])].join('\n');
}

export function* explain(line: CommandLine, shell: Shell): Script {
  const [word, ...extra] = line.args;
  if (word === undefined) return yield* fail(NO_RESOURCE);
  if (extra.length > 0)
    return yield* fail(
      "error: We accept only this format: explain RESOURCE\nSee 'kubectl explain -h' for help and examples",
    );
  const down = yield* discover(shell.discovered);
  if (down) return yield* fail(failureOf(down) ?? '');
  const [name = '', ...path] = word.split('.');
  const resource = findResource(name);
  if (resource === undefined) return yield* fail(`error: the server doesn't have a resource type "${name}"`);
  const root = schemaOfKind(apiVersionOf(resource.group, resource.version), resource.kind);
  const found = root === undefined ? (path[0] ?? name) : follow(root, path);
  if (typeof found === 'string') return yield* fail(`error: field "${found}" does not exist`);
  yield* print(textOf(resource, path, found, isOn(line, 'recursive')));
  return 0;
}
