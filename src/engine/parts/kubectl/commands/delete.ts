/** Models kubectl pkg/cmd/delete. */
import type { KubeList, KubeObject } from '../../../../kube/value.ts';
import { isOn, namespaceOf, valueOfFlag, type CommandLine } from '../command-line.ts';
import { objectName, pathOf, subjectOf, type Target, targetsOf } from '../resource-args.ts';
import { ask, discover, fail, followStream, JSON_ONLY, print } from '../script.ts';
import { bodyOf, codeOf, failureOf, listFailureOf } from '../status-text.ts';
import type { Answer, Script, Shell, Yield } from '../types.ts';
import { placeOf, readManifests } from './manifests.ts';

type Step<T> = Generator<Yield, T, Answer | undefined>;

interface Doomed {
  readonly target: Target;
  readonly namespace: string;
  /** The file that names it; empty when the line does. */
  readonly source: string;
}

const FORCE_WARNING =
  'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.';

/** Seconds of grace the server is asked for; undefined = the object's own. */
function graceOf(line: CommandLine): number | undefined | string {
  const text = valueOfFlag(line, 'grace-period');
  const grace = text === '' ? -1 : Number(text);
  if (!Number.isInteger(grace))
    return `error: invalid argument "${text}" for "--grace-period" flag: strconv.ParseInt: parsing "${text}": invalid syntax\nSee 'kubectl delete --help' for usage.`;
  if (isOn(line, 'now'))
    return grace === -1 ? 1 : 'error: --now and --grace-period cannot be specified together';
  if (grace === 0 && !isOn(line, 'force')) return 1;
  if (isOn(line, 'force') && grace === -1) return 0;
  if (isOn(line, 'force') && grace > 0)
    return 'error: --force and --grace-period greater than 0 cannot be specified together';
  return grace === -1 ? undefined : grace;
}

const CASCADES: Readonly<Record<string, string>> = {
  background: 'Background',
  foreground: 'Foreground',
  orphan: 'Orphan',
  true: 'Background',
  false: 'Orphan',
};

/** Names for `--all` and selectors. */
function* listed(line: CommandLine, target: Target): Step<readonly Doomed[] | string> {
  const query: [string, string][] = [];
  if (valueOfFlag(line, 'field-selector') !== '')
    query.push(['fieldSelector', valueOfFlag(line, 'field-selector')]);
  if (valueOfFlag(line, 'selector') !== '') query.push(['labelSelector', valueOfFlag(line, 'selector')]);
  const scope = isOn(line, 'all-namespaces') ? '' : namespaceOf(line);
  const answer = yield* ask({
    method: 'GET',
    path: pathOf({ ...target, name: '' }, scope),
    query,
    accept: JSON_ONLY,
  });
  const failure = listFailureOf(answer, target, line);
  if (failure !== undefined) return failure;
  return bodyOf<KubeList>(answer).items.map((item) => ({
    target: { ...target, name: item.metadata.name ?? '' },
    namespace: item.metadata.namespace ?? '',
    source: '',
  }));
}

function* doomedOf(
  line: CommandLine,
  shell: Shell,
): Step<{ readonly doomed: readonly Doomed[]; readonly errors: readonly string[] } | string> {
  if (line.flags.has('filename')) {
    const { items, errors } = readManifests(line, shell);
    return {
      doomed: items.map((item) => ({
        target: { resource: item.resource, name: item.object.metadata.name ?? '' },
        namespace: placeOf(item, namespaceOf(line)),
        source: item.source,
      })),
      errors,
    };
  }
  if (line.args.length === 0)
    return "error: You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'";
  const targets = targetsOf(line.args);
  if (typeof targets === 'string') return targets;
  const selecting =
    isOn(line, 'all') || valueOfFlag(line, 'selector') !== '' || valueOfFlag(line, 'field-selector') !== '';
  if (targets.targets.some((t) => t.name === '') && !selecting)
    return 'error: resource(s) were provided, but no name was specified';
  const doomed: Doomed[] = [];
  for (const target of targets.targets) {
    if (target.name !== '')
      doomed.push({ target, namespace: target.resource.namespaced ? namespaceOf(line) : '', source: '' });
    else {
      const found = yield* listed(line, target);
      if (typeof found === 'string') return found;
      doomed.push(...found);
    }
  }
  return { doomed, errors: [] };
}

function deletedText(line: CommandLine, { target, namespace }: Doomed, grace: number | undefined): string {
  if (valueOfFlag(line, 'output') === 'name') return objectName(target.resource, target.name);
  const kind = `${target.resource.singular}${target.resource.group === '' ? '' : `.${target.resource.group}`}`;
  const verb = grace === 0 ? 'force deleted' : 'deleted';
  return `${kind} "${target.name}" ${verb}${namespace === '' ? '' : ` from ${namespace} namespace`}`;
}

/** kubectl stays until the object is gone: a GET, and when it is still there a watch. */
function* waitUntilGone(doomed: Doomed, uid: string): Step<string | undefined> {
  const { target, namespace } = doomed;
  const subject = subjectOf(target.resource, namespace, target.name);
  const live = yield* ask({ method: 'GET', path: pathOf(target, namespace), accept: JSON_ONLY, subject });
  if (codeOf(live) === 404) return undefined;
  const failure = failureOf(live);
  if (failure !== undefined) return failure;
  if (uid !== '' && bodyOf<KubeObject>(live).metadata.uid !== uid) return undefined;
  const query: [string, string][] = [
    ['allowWatchBookmarks', 'true'],
    ['fieldSelector', `metadata.name=${target.name}`],
    ['resourceVersionMatch', 'NotOlderThan'],
    ['sendInitialEvents', 'true'],
    ['timeoutSeconds', '565'],
    ['watch', 'true'],
  ];
  const follow = { kind: 'deleted' as const, uid: bodyOf<KubeObject>(live).metadata.uid ?? '', seen: false };
  const answer = yield* followStream(
    { method: 'GET', path: pathOf({ ...target, name: '' }, namespace), query, accept: JSON_ONLY, subject },
    follow,
  );
  // The server ends a watch after its time; kubectl looks again.
  return answer.kind === 'ended' ? yield* waitUntilGone(doomed, uid) : failureOf(answer);
}

/** The UID says whether what is found later is still the same object. */
function uidOf(answer: Answer): string {
  const body = bodyOf<{
    readonly metadata?: { readonly uid?: string };
    readonly details?: { readonly uid?: string };
  } | null>(answer);
  return body?.metadata?.uid ?? body?.details?.uid ?? '';
}

interface Outcome {
  readonly gone: readonly { readonly doomed: Doomed; readonly uid: string }[];
  readonly errors: readonly string[];
}

function* deleteAll(line: CommandLine, doomed: readonly Doomed[], grace: number | undefined): Step<Outcome> {
  const gone: { doomed: Doomed; uid: string }[] = [];
  const errors: string[] = [];
  const propagationPolicy = CASCADES[valueOfFlag(line, 'cascade') || 'background'] ?? 'Background';
  for (const one of doomed) {
    const body = {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
      propagationPolicy,
    };
    const answer = yield* ask({
      method: 'DELETE',
      path: pathOf(one.target, one.namespace),
      accept: JSON_ONLY,
      body,
      subject: subjectOf(one.target.resource, one.namespace, one.target.name),
    });
    const failure = failureOf(answer, one.source === '' ? '' : `error when deleting "${one.source}"`);
    if (failure === undefined) {
      yield* print(deletedText(line, one, grace));
      gone.push({ doomed: one, uid: uidOf(answer) });
    } else if (!(codeOf(answer) === 404 && isOn(line, 'ignore-not-found'))) errors.push(failure);
    if (answer.kind !== 'http') break;
  }
  return { gone, errors };
}

/** kubectl delete. */
export function* deleteCommand(line: CommandLine, shell: Shell): Script {
  const grace = graceOf(line);
  if (typeof grace === 'string') return yield* fail(grace);
  const down = yield* discover(shell.discovered);
  if (down) return yield* fail(failureOf(down) ?? '');
  const found = yield* doomedOf(line, shell);
  if (typeof found === 'string') return yield* fail(found);
  if (grace === 0) yield* print(FORCE_WARNING, 'stderr');
  const { gone, errors } = yield* deleteAll(line, found.doomed, grace);
  const all = [...found.errors, ...errors];
  if (found.doomed.length === 0 && all.length === 0) yield* print('No resources found', 'stdout');
  if (valueOfFlag(line, 'wait') !== 'false') {
    for (const { doomed, uid } of gone) {
      const failure = yield* waitUntilGone(doomed, uid);
      if (failure !== undefined) all.push(failure);
    }
  }
  for (const text of all) yield* print(text, 'stderr');
  return all.length > 0 ? 1 : 0;
}
