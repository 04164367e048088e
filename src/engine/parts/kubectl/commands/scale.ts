/** Models kubectl pkg/cmd/scale and pkg/cmd/rollout/rollout_status.go. */
import type { KubeObject } from '../../../../kube/value.ts';
import { namespaceOf, valueOfFlag, type CommandLine } from '../command-line.ts';
import { objectName, pathOf, subjectOf, type Target, targetsOf } from '../resource-args.ts';
import { ask, discover, fail, followStream, JSON_ONLY, JSON_OR_ANY, MERGE_PATCH, print } from '../script.ts';
import { bodyOf, failureOf } from '../status-text.ts';
import type { Answer, Script, Shell, Yield } from '../types.ts';
import { rolloutStatus } from './rollout-words.ts';

type Step<T> = Generator<Yield, T, Answer | undefined>;

function* scaleOne(line: CommandLine, target: Target, replicas: number): Step<string | undefined> {
  const namespace = namespaceOf(line);
  const subject = subjectOf(target.resource, namespace, target.name);
  const live = yield* ask({ method: 'GET', path: pathOf(target, namespace), accept: JSON_ONLY, subject });
  const missing = failureOf(live);
  if (missing !== undefined) return missing;
  if (!target.resource.subresources?.some((sub) => sub.name === 'scale'))
    return `error: could not find the requested resource`;
  const current = valueOfFlag(line, 'current-replicas');
  const has =
    (bodyOf<KubeObject>(live) as KubeObject & { readonly spec?: { readonly replicas?: number } }).spec
      ?.replicas ?? 0;
  if (current !== '' && current !== '-1' && Number(current) !== has)
    return `error: Expected replicas to be ${current}, was ${has}`;
  const answer = yield* ask({
    method: 'PATCH',
    path: pathOf(target, namespace, 'scale'),
    accept: JSON_OR_ANY,
    contentType: MERGE_PATCH,
    body: { spec: { replicas } },
    subject,
  });
  const failure = failureOf(answer);
  if (failure !== undefined) return failure;
  const name = objectName(target.resource, target.name);
  yield* print(valueOfFlag(line, 'output') === 'name' ? name : `${name} scaled`);
  return undefined;
}

/** kubectl scale. */
export function* scale(line: CommandLine, shell: Shell): Script {
  const text = valueOfFlag(line, 'replicas');
  const replicas = Number(text);
  if (text === '' || !Number.isInteger(replicas) || replicas < 0)
    return yield* fail(
      'error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0',
    );
  const down = yield* discover(shell.discovered);
  if (down) return yield* fail(failureOf(down) ?? '');
  const targets = targetsOf(line.args);
  if (typeof targets === 'string') return yield* fail(targets);
  if (targets.targets.some((t) => t.name === ''))
    return yield* fail('error: resource(s) were provided, but no name was specified');
  let code = 0;
  for (const target of targets.targets) {
    const failure = yield* scaleOne(line, target, replicas);
    if (failure !== undefined) {
      yield* print(failure, 'stderr');
      code = 1;
    }
  }
  return code;
}

/** kubectl rollout status deployment/NAME. */
export function* rolloutStatusCommand(line: CommandLine, shell: Shell): Script {
  const down = yield* discover(shell.discovered);
  if (down) return yield* fail(failureOf(down) ?? '');
  const targets = targetsOf(line.args);
  if (typeof targets === 'string') return yield* fail(targets);
  const [target] = targets.targets;
  if (!target || target.name === '') return yield* fail('error: required resource not specified');
  if (target.resource.plural !== 'deployments')
    return yield* fail(`error: rollout status of ${target.resource.plural} is not simulated yet`);
  const namespace = namespaceOf(line);
  const live = yield* ask({ method: 'GET', path: pathOf(target, namespace), accept: JSON_ONLY });
  const failure = failureOf(live);
  if (failure !== undefined) return yield* fail(failure);
  const first = rolloutStatus(bodyOf<KubeObject>(live));
  if (first.failed) return yield* fail(first.text);
  yield* print(first.text);
  if (first.done || valueOfFlag(line, 'watch') === 'false') return 0;
  return yield* followRollout(target, namespace, first.text);
}

function* followRollout(target: Target, namespace: string, text: string): Script {
  const query: [string, string][] = [
    ['allowWatchBookmarks', 'true'],
    ['fieldSelector', `metadata.name=${target.name}`],
    ['resourceVersionMatch', 'NotOlderThan'],
    ['sendInitialEvents', 'true'],
    ['timeoutSeconds', '458'],
    ['watch', 'true'],
  ];
  const ended = yield* followStream(
    { method: 'GET', path: pathOf({ ...target, name: '' }, namespace), query, accept: JSON_ONLY },
    { kind: 'rollout', last: text },
  );
  // However the watch ends, kubectl lists and watches again until the rollout is over.
  if (ended.kind === 'ended') return yield* followRollout(target, namespace, text);
  const broken = failureOf(ended);
  return broken === undefined ? 0 : yield* fail(broken);
}
