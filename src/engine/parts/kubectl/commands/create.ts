/** Models kubectl pkg/cmd/run and pkg/cmd/create. */
import { parseImageReference } from '../../../../kube/image-reference.ts';
import { createConfigMap, createDeployment, createNamespace, runPod } from '../../../../kube/generators.ts';
import { kindOf, type Resource } from '../../../../kube/kinds/kinds.ts';
import { outputObject, printJson, printYaml } from '../../../../kube/printers/yaml-json.ts';
import type { JsonObject, KubeObject } from '../../../../kube/value.ts';
import { namespaceOf, valueOfFlag, type CommandLine } from '../command-line.ts';
import { objectName, pathOf, subjectOf } from '../resource-args.ts';
import { ask, discover, fail, JSON_OR_ANY, print, TYPED } from '../script.ts';
import { bodyOf, failureOf } from '../status-text.ts';
import type { Script, Shell } from '../types.ts';

interface Creation {
  readonly object: KubeObject;
  readonly manager: string;
  readonly accept: string;
  readonly strict: boolean;
  /** What stands before a refusal: `error: failed to create deployment`. */
  readonly failing: string;
}

/** What was made, or would be: one line, or the object when `-o` asks for it. */
export function madeText(line: CommandLine, resource: Resource, object: KubeObject, done: string): string {
  const output = valueOfFlag(line, 'output');
  const name = objectName(resource, object.metadata.name ?? '');
  if (output === 'yaml') return printYaml(outputObject([object as unknown as JsonObject], false));
  if (output === 'json') return printJson(outputObject([object as unknown as JsonObject], false));
  if (output === 'name') return name;
  const dry = dryRunOf(line);
  return `${name} ${done}${dry === 'client' ? ' (dry run)' : dry === 'server' ? ' (server dry run)' : ''}`;
}

/** none, client or server. */
export function dryRunOf(line: CommandLine): string {
  const value = valueOfFlag(line, 'dry-run');
  return value === '' || value === 'none' ? 'none' : value === 'unchanged' ? 'client' : value;
}

function resourceOfObject(object: KubeObject): Resource {
  return kindOf(object.apiVersion, object.kind) as Resource;
}

function* post(line: CommandLine, { object, manager, accept, strict, failing }: Creation): Script {
  const resource = resourceOfObject(object);
  const namespace = namespaceOf(line);
  const dry = dryRunOf(line);
  if (dry === 'client') {
    yield* print(madeText(line, resource, object, 'created'));
    return 0;
  }
  const placed = resource.namespaced ? { ...object, metadata: { ...object.metadata, namespace } } : object;
  const query: [string, string][] = [
    ...(dry === 'server' ? [['dryRun', 'All'] as [string, string]] : []),
    ['fieldManager', manager],
    ...(strict ? [['fieldValidation', 'Strict'] as [string, string]] : []),
  ];
  const answer = yield* ask({
    method: 'POST',
    path: pathOf({ resource, name: '' }, namespace),
    query,
    accept,
    body: placed,
    subject: subjectOf(resource, namespace, object.metadata.name ?? ''),
  });
  const failure = failureOf(answer);
  if (failure !== undefined) {
    const message = (bodyOf<{ readonly message?: string; readonly reason?: string } | null>(answer) ??
      {}) as { readonly message?: string; readonly reason?: string };
    return yield* fail(
      failing !== '' && message.message && message.reason !== 'Invalid'
        ? `${failing}: ${message.message}`
        : failure,
    );
  }
  yield* print(madeText(line, resource, bodyOf<KubeObject>(answer), 'created'));
  return 0;
}

/** `a=1,b=2` → labels; the complaint otherwise. */
function readLabels(text: string): Readonly<Record<string, string>> | string {
  const out: Record<string, string> = {};
  for (const pair of text.split(',')) {
    const equals = pair.indexOf('=');
    if (equals < 1) return `error: unexpected label spec: ${pair}`;
    out[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  return out;
}

function readEnv(
  values: readonly string[],
): readonly { readonly name: string; readonly value: string }[] | string {
  const out: { name: string; value: string }[] = [];
  for (const pair of values) {
    const equals = pair.indexOf('=');
    if (equals < 1) return `error: invalid env: ${pair}`;
    out.push({ name: pair.slice(0, equals), value: pair.slice(equals + 1) });
  }
  return out;
}

function readPort(text: string): number | undefined | string {
  if (text === '') return undefined;
  const port = Number(text);
  return Number.isInteger(port)
    ? port
    : `error: invalid argument "${text}" for "--port" flag: strconv.ParseInt: parsing "${text}": invalid syntax`;
}

const RESTARTS = ['Always', 'OnFailure', 'Never'] as const;

/** The Pod of `kubectl run`, or what is wrong with the line. */
function podOfLine(line: CommandLine): KubeObject | string {
  const [name, ...extra] = line.args;
  const image = valueOfFlag(line, 'image');
  if (name === undefined)
    return "error: NAME is required for run\nSee 'kubectl run -h' for help and examples";
  if (image === '') return 'error: required flag(s) "image" not set';
  if (typeof parseImageReference(image) === 'string')
    return `error: Invalid image name "${image}": invalid reference format`;
  const restart = valueOfFlag(line, 'restart') || 'Always';
  if (!RESTARTS.includes(restart as 'Always'))
    return `error: invalid restart policy: ${restart}\nSee 'kubectl run -h' for help and examples`;
  const labels = valueOfFlag(line, 'labels') === '' ? undefined : readLabels(valueOfFlag(line, 'labels'));
  if (typeof labels === 'string') return labels;
  const env = readEnv(line.flags.get('env') ?? []);
  if (typeof env === 'string') return env;
  const port = readPort(valueOfFlag(line, 'port'));
  if (typeof port === 'string') return port;
  const on = (flag: string) => valueOfFlag(line, flag) === 'true';
  const imagePullPolicy = valueOfFlag(line, 'image-pull-policy');
  return runPod({
    name,
    image,
    restart: restart as 'Always',
    args: [...extra, ...line.rest],
    command: on('command'),
    stdin: on('stdin'),
    tty: on('tty'),
    env,
    ...(labels ? { labels } : {}),
    ...(port === undefined ? {} : { port }),
    ...(imagePullPolicy ? { imagePullPolicy } : {}),
  });
}

/** kubectl run. */
export function* run(line: CommandLine, shell: Shell): Script {
  const pod = podOfLine(line);
  if (typeof pod === 'string') return yield* fail(pod);
  if (valueOfFlag(line, 'stdin') === 'true' || valueOfFlag(line, 'tty') === 'true')
    yield* print(
      'kube-orrery: attaching to a container is not simulated yet; the Pod is made and left to itself',
      'stderr',
    );
  if (dryRunOf(line) !== 'client') {
    const down = yield* discover(shell.discovered);
    if (down) return yield* fail(failureOf(down) ?? '');
  }
  return yield* post(line, {
    object: pod,
    manager: 'kubectl-run',
    accept: JSON_OR_ANY,
    strict: false,
    failing: '',
  });
}

function oneName(line: CommandLine): string | undefined {
  return line.args.length === 1 ? line.args[0] : undefined;
}

function wrongNames(line: CommandLine): string {
  return `error: exactly one NAME is required, got ${line.args.length}\nSee 'kubectl ${line.command.name} -h' for help and examples`;
}

const TYPED_CREATE = { manager: 'kubectl-create', accept: TYPED, strict: true } as const;

/** kubectl create deployment. */
export function* createDeploymentCommand(line: CommandLine): Script {
  const name = oneName(line);
  if (name === undefined) return yield* fail(wrongNames(line));
  const images = (line.flags.get('image') ?? []).flatMap((value) => value.split(','));
  if (images.length === 0) return yield* fail('error: required flag(s) "image" not set');
  const replicas = Number(valueOfFlag(line, 'replicas') || '1');
  if (!Number.isInteger(replicas))
    return yield* fail(
      `error: invalid argument "${valueOfFlag(line, 'replicas')}" for "-r, --replicas" flag: strconv.ParseInt: parsing "${valueOfFlag(line, 'replicas')}": invalid syntax\nSee 'kubectl create deployment --help' for usage.`,
    );
  const port = readPort(valueOfFlag(line, 'port'));
  if (typeof port === 'string') return yield* fail(port);
  const object = createDeployment({
    name,
    images,
    replicas,
    command: line.rest,
    ...(port === undefined ? {} : { port }),
  });
  return yield* post(line, { object, ...TYPED_CREATE, failing: 'error: failed to create deployment' });
}

/** kubectl create namespace. */
export function* createNamespaceCommand(line: CommandLine): Script {
  const name = oneName(line);
  return name === undefined
    ? yield* fail(wrongNames(line))
    : yield* post(line, { object: createNamespace(name), ...TYPED_CREATE, failing: '' });
}

/** kubectl create configmap. */
export function* createConfigMapCommand(line: CommandLine): Script {
  const name = oneName(line);
  if (name === undefined) return yield* fail(wrongNames(line));
  const data: Record<string, string> = {};
  for (const pair of line.flags.get('from-literal') ?? []) {
    const equals = pair.indexOf('=');
    if (equals < 1) return yield* fail(`error: invalid literal source ${pair}, expected key=value`);
    data[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  return yield* post(line, {
    object: createConfigMap(name, data),
    ...TYPED_CREATE,
    failing: 'error: failed to create configmap',
  });
}
