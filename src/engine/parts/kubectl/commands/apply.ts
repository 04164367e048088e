/** Models kubectl pkg/cmd/apply (client-side) and pkg/cmd/create -f. */
import { schemaOfKind } from '../../../../kube/kinds/schema.ts';
import { PatchError } from '../../../../kube/patch/patch-meta.ts';
import { createThreeWayPatch } from '../../../../kube/patch/three-way.ts';
import { isObject, type JsonObject, type KubeObject } from '../../../../kube/value.ts';
import { namespaceOf, type CommandLine } from '../command-line.ts';
import { pathOf, subjectOf } from '../resource-args.ts';
import { ask, discover, fail, JSON_ONLY, print, STRATEGIC_PATCH } from '../script.ts';
import { bodyOf, codeOf, failureOf } from '../status-text.ts';
import type { Answer, Script, Shell, Yield } from '../types.ts';
import { dryRunOf, madeText } from './create.ts';
import { type ManifestItem, placeOf, readManifests } from './manifests.ts';

type Step<T> = Generator<Yield, T, Answer | undefined>;

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** JSON as Go writes it: sorted keys, no blanks. */
function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (!isObject(value)) return escapeHtml(JSON.stringify(value ?? null));
  return `{${Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${escapeHtml(JSON.stringify(key))}:${goJson(value[key])}`)
    .join(',')}}`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '\\u0026').replaceAll('<', '\\u003c').replaceAll('>', '\\u003e');
}

/** What was made of an item before: a command is replayed after each answer. Keyed by the item and by the live object. */
const annotatedLately = new WeakMap<
  ManifestItem,
  { readonly namespace: string; readonly object: KubeObject }
>();
const patchedLately = new WeakMap<
  KubeObject,
  { readonly wanted: KubeObject; readonly patch: JsonObject | string }
>();

function annotated(item: ManifestItem, namespace: string): KubeObject {
  const known = annotatedLately.get(item);
  if (known?.namespace === namespace) return known.object;
  const object = annotate(item, namespace);
  annotatedLately.set(item, { namespace, object });
  return object;
}

/** The object with its namespace, and with itself as it was written in the annotation that the next apply compares with. */
function annotate(item: ManifestItem, namespace: string): KubeObject {
  const { object } = item;
  const { annotations = {}, ...metadata } = object.metadata;
  const { [LAST_APPLIED]: _, ...others } = annotations ?? {};
  const placed = {
    ...object,
    metadata: { ...metadata, annotations: others, ...(namespace === '' ? {} : { namespace }) },
  };
  return {
    ...placed,
    metadata: { ...placed.metadata, annotations: { ...others, [LAST_APPLIED]: `${goJson(placed)}\n` } },
  };
}

function writeQuery(manager: string, dry: string): [string, string][] {
  return [
    ...(dry === 'server' ? [['dryRun', 'All'] as [string, string]] : []),
    ['fieldManager', manager],
    ['fieldValidation', 'Strict'],
  ];
}

/** The patch, or why there can be none: the annotation is no JSON any more, or a list item lacks the key it is merged by. */
function patchFor(live: KubeObject, wanted: KubeObject): JsonObject | string {
  const known = patchedLately.get(live);
  if (known?.wanted === wanted) return known.patch;
  const patch = makePatch(live, wanted);
  patchedLately.set(live, { wanted, patch });
  return patch;
}

function makePatch(live: KubeObject, wanted: KubeObject): JsonObject | string {
  try {
    const original = JSON.parse(live.metadata.annotations?.[LAST_APPLIED] ?? '{}') as JsonObject;
    return createThreeWayPatch(
      original,
      wanted as unknown as JsonObject,
      live as unknown as JsonObject,
      schemaOfKind(wanted.apiVersion, wanted.kind),
    );
  } catch (error) {
    return `error: creating patch with:\n${error instanceof PatchError ? error.message : 'the last-applied-configuration annotation is not valid JSON'}`;
  }
}

/** Whether a patch would change nothing. */
function isEmpty(patch: JsonObject): boolean {
  return Object.keys(patch).every(
    (key) =>
      key.startsWith('$setElementOrder/') || (isObject(patch[key]) && isEmpty(patch[key] as JsonObject)),
  );
}

function* createOne(
  line: CommandLine,
  item: ManifestItem,
  object: KubeObject,
  namespace: string,
  manager: string,
): Step<string | undefined> {
  const dry = dryRunOf(line);
  if (dry === 'client') {
    yield* print(madeText(line, item.resource, object, 'created'));
    return undefined;
  }
  const subject = subjectOf(item.resource, namespace, object.metadata.name ?? '');
  const answer = yield* ask({
    method: 'POST',
    path: pathOf({ resource: item.resource, name: '' }, namespace),
    query: writeQuery(manager, dry),
    accept: JSON_ONLY,
    body: object,
    subject,
  });
  const failure = failureOf(answer, `error when creating "${item.source}"`);
  if (failure !== undefined) return failure;
  yield* print(madeText(line, item.resource, bodyOf<KubeObject>(answer), 'created'));
  return undefined;
}

function* warnings(answer: Answer): Step<void> {
  if (answer.kind === 'http')
    for (const warning of answer.response.warnings) yield* print(`Warning: ${warning}`, 'stderr');
}

function* updateOne(
  line: CommandLine,
  item: ManifestItem,
  live: KubeObject,
  wanted: KubeObject,
  namespace: string,
): Step<string | undefined> {
  const { resource } = item;
  const name = wanted.metadata.name ?? '';
  if (live.metadata.annotations?.[LAST_APPLIED] === undefined) {
    const subject = `${resource.plural}${resource.group === '' ? '' : `.${resource.group}`}/${name}`;
    yield* print(
      `Warning: resource ${subject} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.`,
      'stderr',
    );
  }
  const patch = patchFor(live, wanted);
  if (typeof patch === 'string') return patch;
  const dry = dryRunOf(line);
  if (isEmpty(patch) || dry === 'client') {
    yield* print(madeText(line, resource, live, isEmpty(patch) ? 'unchanged' : 'configured'));
    return undefined;
  }
  const answer = yield* ask({
    method: 'PATCH',
    path: pathOf({ resource, name }, namespace),
    query: writeQuery('kubectl-client-side-apply', dry),
    accept: JSON_ONLY,
    contentType: STRATEGIC_PATCH,
    body: patch,
    subject: subjectOf(resource, namespace, name),
  });
  const failure = failureOf(
    answer,
    `error when applying patch:\n${goJson(patch)}\nto:\nResource: "${resource.group === '' ? '' : `${resource.group}/`}${resource.version}, Resource=${resource.plural}", GroupVersionKind: "${wanted.apiVersion}, Kind=${wanted.kind}"\nName: "${name}", Namespace: "${namespace}"\nfor: "${item.source}": error when patching "${item.source}"`,
  );
  if (failure !== undefined) return failure;
  yield* warnings(answer);
  const same = bodyOf<KubeObject>(answer).metadata.resourceVersion === live.metadata.resourceVersion;
  yield* print(madeText(line, resource, bodyOf<KubeObject>(answer), same ? 'unchanged' : 'configured'));
  return undefined;
}

function* applyOne(line: CommandLine, item: ManifestItem): Step<string | undefined> {
  const namespace = placeOf(item, namespaceOf(line));
  const name = item.object.metadata.name ?? '';
  if (name === '')
    return item.object.metadata.generateName
      ? `error: from ${item.object.metadata.generateName}: cannot use generate name with apply`
      : 'error: resource name may not be empty';
  const wanted = annotated(item, namespace);
  const live = yield* ask({
    method: 'GET',
    path: pathOf({ resource: item.resource, name }, namespace),
    accept: JSON_ONLY,
    subject: subjectOf(item.resource, namespace, name),
  });
  if (codeOf(live) === 404)
    return yield* createOne(line, item, wanted, namespace, 'kubectl-client-side-apply');
  const failure = failureOf(
    live,
    `error when retrieving current configuration of:\nResource: "${item.resource.plural}"\nName: "${name}", Namespace: "${namespace}"\nfrom server for: "${item.source}"`,
  );
  return failure ?? (yield* updateOne(line, item, bodyOf<KubeObject>(live), wanted, namespace));
}

function* createFromFile(line: CommandLine, item: ManifestItem): Step<string | undefined> {
  const namespace = placeOf(item, namespaceOf(line));
  const { object } = item;
  const placed = namespace === '' ? object : { ...object, metadata: { ...object.metadata, namespace } };
  return yield* createOne(line, item, placed, namespace, 'kubectl-create');
}

function* eachItem(
  line: CommandLine,
  shell: Shell,
  one: (line: CommandLine, item: ManifestItem) => Step<string | undefined>,
): Script {
  if ((line.flags.get('filename') ?? []).length === 0)
    return yield* fail(`error: must specify one of -f and -k`);
  const down = yield* discover(shell.discovered);
  if (down) return yield* fail(failureOf(down) ?? '');
  const { items, errors } = readManifests(line, shell);
  const failed = [...errors];
  for (const item of items) {
    const failure = yield* one(line, item);
    if (failure !== undefined) failed.push(failure);
  }
  for (const text of failed) yield* print(text, 'stderr');
  return failed.length > 0 ? 1 : 0;
}

/** kubectl apply -f. */
export function* apply(line: CommandLine, shell: Shell): Script {
  return yield* eachItem(line, shell, applyOne);
}

/** kubectl create -f. */
export function* createFile(line: CommandLine, shell: Shell): Script {
  if (line.args.length > 0) {
    const [word = ''] = line.args;
    return yield* fail(
      `error: "kubectl create ${word}" is not simulated yet: use create -f, create deployment, create namespace or create configmap`,
    );
  }
  return yield* eachItem(line, shell, createFromFile);
}
