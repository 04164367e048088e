/** Models kubectl pkg/cmd/describe and pkg/describe. */
import { describeDeployment } from '../../../../kube/describe/deployment.ts';
import { describeNode } from '../../../../kube/describe/node.ts';
import { describePod } from '../../../../kube/describe/pod.ts';
import { formatLabelSelector } from '../../../../kube/labels.ts';
import type { Lease, Node } from '../../../../kube/types/node.ts';
import type { Pod } from '../../../../kube/types/pod.ts';
import type { Deployment, ReplicaSet } from '../../../../kube/types/workload.ts';
import type { KubeList, KubeObject } from '../../../../kube/value.ts';
import { isOn, namespaceOf, valueOfFlag, type CommandLine } from '../command-line.ts';
import { pathOf, subjectOf, type Target, targetsOf } from '../resource-args.ts';
import { ask, discover, fail, JSON_ONLY, print, TYPED } from '../script.ts';
import { bodyOf, codeOf, failureOf, listFailureOf } from '../status-text.ts';
import type { Answer, Script, Shell, Yield } from '../types.ts';

type Step<T> = Generator<Yield, T, Answer | undefined>;

const REVISION = 'deployment.kubernetes.io/revision';
const SIMULATED = ['pods', 'nodes', 'deployments'];

function* items<T>(path: string, query: [string, string][]): Step<readonly T[]> {
  const answer = yield* ask({ method: 'GET', path, query: [...query, ['limit', '500']], accept: TYPED });
  return failureOf(answer) === undefined ? (bodyOf<KubeList>(answer).items as unknown as readonly T[]) : [];
}

function eventSelector(fields: readonly (readonly [string, string])[]): [string, string] {
  return ['fieldSelector', fields.map(([key, value]) => `involvedObject.${key}=${value}`).join(',')];
}

function* podText(pod: Pod, nowUs: number): Step<string> {
  const { name = '', namespace = '', uid = '' } = pod.metadata;
  const events = yield* items<KubeObject>(`/api/v1/namespaces/${namespace}/events`, [
    eventSelector([
      ['name', name],
      ['namespace', namespace],
      ['uid', uid],
    ]),
  ]);
  return describePod(pod, events, nowUs);
}

function* nodeText(node: Node, nowUs: number): Step<string> {
  const { name = '', uid = '' } = node.metadata;
  const pods = yield* items<Pod>('/api/v1/pods', [
    ['fieldSelector', `spec.nodeName=${name},status.phase!=Succeeded,status.phase!=Failed`],
  ]);
  const byUid = yield* items<KubeObject>('/api/v1/events', [
    eventSelector([
      ['name', name],
      ['namespace', ''],
      ['kind', 'Node'],
      ['uid', uid],
    ]),
  ]);
  // Kubelets write the node's name where its UID belongs.
  const byName = yield* items<KubeObject>('/api/v1/events', [
    eventSelector([
      ['namespace', ''],
      ['kind', 'Node'],
      ['uid', name],
      ['name', name],
    ]),
  ]);
  const lease = yield* ask({
    method: 'GET',
    path: `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`,
    accept: TYPED,
  });
  return describeNode(
    node,
    codeOf(lease) === 200 ? bodyOf<Lease>(lease) : undefined,
    pods,
    [...byUid, ...byName],
    nowUs,
  );
}

function* deploymentText(deployment: Deployment, nowUs: number): Step<string> {
  const { name = '', namespace = '', uid = '' } = deployment.metadata;
  const events = yield* items<KubeObject>(`/api/v1/namespaces/${namespace}/events`, [
    eventSelector([
      ['kind', 'Deployment'],
      ['uid', uid],
      ['name', name],
      ['namespace', namespace],
    ]),
  ]);
  const all = yield* items<ReplicaSet>(`/apis/apps/v1/namespaces/${namespace}/replicasets`, [
    ['labelSelector', formatLabelSelector(deployment.spec.selector)],
  ]);
  const own = all.filter((set) => set.metadata.ownerReferences?.some((owner) => owner.uid === uid));
  const current = own.find(
    (set) => set.metadata.annotations?.[REVISION] === deployment.metadata.annotations?.[REVISION],
  );
  return describeDeployment(
    deployment,
    { current, old: own.filter((set) => set !== current) },
    events,
    nowUs,
  );
}

/** One object: read once more as its own type, with what belongs to it. */
function* textOf(
  target: Target,
  namespace: string,
  shell: Shell,
): Step<{ readonly text: string } | { readonly error: string }> {
  const answer = yield* ask({
    method: 'GET',
    path: pathOf(target, namespace),
    accept: TYPED,
    subject: subjectOf(target.resource, namespace, target.name),
  });
  const error = failureOf(answer);
  if (error !== undefined) return { error };
  const nowUs = shell.epochSeconds * 1_000_000 + answer.atUs;
  if (target.resource.plural === 'pods') return { text: yield* podText(bodyOf<Pod>(answer), nowUs) };
  if (target.resource.plural === 'nodes') return { text: yield* nodeText(bodyOf<Node>(answer), nowUs) };
  return { text: yield* deploymentText(bodyOf<Deployment>(answer), nowUs) };
}

function* namesOf(
  line: CommandLine,
  target: Target,
): Step<readonly { readonly name: string; readonly namespace: string }[] | string> {
  const scope = isOn(line, 'all-namespaces') ? '' : namespaceOf(line);
  const selector = valueOfFlag(line, 'selector');
  const query: [string, string][] =
    target.name === ''
      ? [...(selector === '' ? [] : [['labelSelector', selector] as [string, string]]), ['limit', '500']]
      : [];
  const answer = yield* ask({ method: 'GET', path: pathOf(target, scope), query, accept: JSON_ONLY });
  const failure = target.name === '' ? listFailureOf(answer, target, line) : failureOf(answer);
  if (failure !== undefined) return failure;
  const found = target.name === '' ? bodyOf<KubeList>(answer).items : [bodyOf<KubeObject>(answer)];
  return found.map(({ metadata }) => ({ name: metadata.name ?? '', namespace: metadata.namespace ?? '' }));
}

/** kubectl describe. */
export function* describe(line: CommandLine, shell: Shell): Script {
  if (line.args.length === 0)
    return yield* fail(
      'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
    );
  const down = yield* discover(shell.discovered);
  if (down) return yield* fail(failureOf(down) ?? '');
  const targets = targetsOf(line.args);
  if (typeof targets === 'string') return yield* fail(targets);
  const other = targets.targets.find((t) => !SIMULATED.includes(t.resource.plural));
  if (other)
    return yield* fail(
      `kube-orrery: describing ${other.resource.plural} is not simulated yet: use get ${other.resource.plural} -o yaml. These are: ${SIMULATED.join(', ')}`,
    );
  const errors: string[] = [];
  let shown = 0;
  for (const target of targets.targets) {
    const names = yield* namesOf(line, target);
    if (typeof names === 'string') {
      errors.push(names);
      continue;
    }
    for (const { name, namespace } of names) {
      const result = yield* textOf({ ...target, name }, namespace, shell);
      if ('error' in result) errors.push(result.error);
      else yield* print(`${shown === 0 ? '' : '\n\n'}${result.text}`);
      shown += 1;
    }
  }
  if (shown === 0 && errors.length === 0)
    yield* print(`No resources found in ${namespaceOf(line)} namespace.`, 'stderr');
  for (const error of errors) yield* print(error, 'stderr');
  return errors.length > 0 ? 1 : 0;
}
