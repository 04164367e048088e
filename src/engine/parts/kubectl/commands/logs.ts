/** Models kubectl pkg/cmd/logs. */
import { findResource, type Resource } from '../../../../kube/kinds/kinds.ts';
import { formatLabelSelector } from '../../../../kube/labels.ts';
import { parseDurationUs } from '../../../../kube/duration.ts';
import type { Pod } from '../../../../kube/types/pod.ts';
import type { KubeList, LabelSelector } from '../../../../kube/value.ts';
import { isOn, namespaceOf, valueOfFlag, type CommandLine } from '../command-line.ts';
import { pathOf, subjectOf, targetsOf } from '../resource-args.ts';
import { ask, discover, fail, followStream, JSON_OR_ANY, print } from '../script.ts';
import { bodyOf, codeOf, failureOf } from '../status-text.ts';
import type { Answer, Ask, Script, Shell, Yield } from '../types.ts';

type Step<T> = Generator<Yield, T, Answer | undefined>;

const PODS = findResource('pods') as Resource;

/** A Pod by its name, or the first of a workload's. */
function* podFor(line: CommandLine): Step<Pod | string> {
  const namespace = namespaceOf(line);
  const [word = ''] = line.args;
  const targets = word.includes('/')
    ? targetsOf([word])
    : { targets: [{ resource: PODS, name: word }], several: false };
  if (typeof targets === 'string') return targets;
  const target = targets.targets[0] as (typeof targets.targets)[number];
  const answer = yield* ask({
    method: 'GET',
    path: pathOf(target, namespace),
    accept: JSON_OR_ANY,
    subject: subjectOf(target.resource, namespace, target.name),
  });
  const failure = failureOf(answer);
  if (failure !== undefined)
    return codeOf(answer) === 404
      ? `${failure.replace('Error from server', 'error: error from server')} in namespace "${namespace}"`
      : failure;
  if (target.resource === PODS) return bodyOf<Pod>(answer);
  const selector = bodyOf<{ readonly spec?: { readonly selector?: LabelSelector } }>(answer).spec?.selector;
  const list = yield* ask({
    method: 'GET',
    path: pathOf({ resource: PODS, name: '' }, namespace),
    query: [['labelSelector', formatLabelSelector(selector)]],
    accept: JSON_OR_ANY,
  });
  const broken = failureOf(list);
  if (broken !== undefined) return broken;
  const pods = bodyOf<KubeList<Pod>>(list).items;
  const [first] = pods;
  if (!first) return `error: timed out waiting for the condition`;
  if (pods.length > 1) yield* print(`Found ${pods.length} pods, using pod/${first.metadata.name}`, 'stderr');
  return first;
}

function* containerFor(line: CommandLine, pod: Pod): Step<string> {
  const named = valueOfFlag(line, 'container') || line.args[1] || '';
  if (named !== '') return named;
  const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  const first = pod.spec.containers[0]?.name ?? '';
  if (all.length > 1) {
    const list = [
      ...pod.spec.containers.map((c) => c.name),
      ...(pod.spec.initContainers ?? []).map((c) => `${c.name} (init)`),
    ];
    yield* print(`Defaulted container "${first}" out of: ${list.join(', ')}`, 'stderr');
  }
  return first;
}

function logQuery(line: CommandLine, container: string): [string, string][] {
  const query: [string, string][] = [['container', container]];
  if (isOn(line, 'follow')) query.push(['follow', 'true']);
  if (isOn(line, 'previous')) query.push(['previous', 'true']);
  const since = parseDurationUs(valueOfFlag(line, 'since'));
  if (since !== undefined && since > 0) query.push(['sinceSeconds', String(Math.ceil(since / 1_000_000))]);
  if (valueOfFlag(line, 'tail') !== '' && valueOfFlag(line, 'tail') !== '-1')
    query.push(['tailLines', valueOfFlag(line, 'tail')]);
  if (isOn(line, 'timestamps')) query.push(['timestamps', 'true']);
  return query;
}

function logRequest(line: CommandLine, pod: Pod, container: string, tail = ''): Ask {
  const namespace = namespaceOf(line);
  const name = pod.metadata.name ?? '';
  const query = logQuery(line, container);
  const limited: [string, string][] =
    tail === '' || query.some(([key]) => key === 'tailLines') ? query : [...query, ['tailLines', tail]];
  return {
    method: 'GET',
    path: pathOf({ resource: PODS, name }, namespace, 'log'),
    query: limited,
    accept: JSON_OR_ANY,
    subject: subjectOf(PODS, namespace, name),
  };
}

/** `-l`: the last ten lines of every container of every Pod that is selected. */
function* logsOfAll(line: CommandLine): Script {
  if (isOn(line, 'follow'))
    return yield* fail('kube-orrery: following the logs of several Pods is not simulated yet');
  const list = yield* ask({
    method: 'GET',
    path: pathOf({ resource: PODS, name: '' }, namespaceOf(line)),
    query: [['labelSelector', valueOfFlag(line, 'selector')]],
    accept: JSON_OR_ANY,
  });
  const broken = failureOf(list);
  if (broken !== undefined) return yield* fail(broken);
  const pods = bodyOf<KubeList<Pod>>(list).items;
  if (pods.length === 0) yield* print(`No resources found in ${namespaceOf(line)} namespace.`, 'stderr');
  for (const pod of pods) {
    for (const { name } of pod.spec.containers) {
      const answer = yield* ask(logRequest(line, pod, name, '10'));
      const failure = failureOf(answer);
      if (failure !== undefined) return yield* fail(failure);
      const text = String(bodyOf<string | null>(answer) ?? '');
      const prefix = isOn(line, 'prefix') ? `[pod/${pod.metadata.name}/${name}] ` : '';
      yield* print(
        prefix === ''
          ? text
          : text
              .trimEnd()
              .split('\n')
              .map((l) => prefix + l)
              .join('\n'),
      );
    }
  }
  return 0;
}

const USAGE =
  "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command\nSee 'kubectl logs -h' for help and examples";

/** kubectl logs. */
export function* logs(line: CommandLine, shell: Shell): Script {
  const selected = valueOfFlag(line, 'selector') !== '';
  if (line.args.length === 0 && !selected) return yield* fail(USAGE);
  const down = yield* discover(shell.discovered);
  if (down) return yield* fail(failureOf(down) ?? '');
  if (selected) return yield* logsOfAll(line);
  const pod = yield* podFor(line);
  if (typeof pod === 'string') return yield* fail(pod);
  const container = yield* containerFor(line, pod);
  const known = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].some(
    (c) => c.name === container,
  );
  if (!known) return yield* fail(`error: container ${container} is not valid for pod ${pod.metadata.name}`);
  const request = logRequest(line, pod, container);
  const answer = isOn(line, 'follow')
    ? yield* followStream(request, { kind: 'log', open: '' })
    : yield* ask(request);
  const failure = failureOf(answer);
  if (failure !== undefined) return yield* fail(failure);
  if (!isOn(line, 'follow')) yield* print(String(bodyOf<string | null>(answer) ?? ''));
  return 0;
}
