import type { RandomStream } from '../../base/random-stream.ts';
import type { Action } from '../../protocol/action.ts';
import type { Fault } from '../../protocol/fault.ts';
import type { LinkEntry, RosterEntry } from '../../protocol/update.ts';

/** The world as a monkey knows it. */
export interface Cage {
  readonly roster: readonly RosterEntry[];
  readonly links: readonly LinkEntry[];
  /** Ids of hops that are, or were lately, on their way. */
  readonly hops: readonly number[];
  /** Ids of faults that are on. */
  readonly faults: readonly number[];
}

const NAMES = ['web', 'shop', 'a', 'constructor', 'toString', '__proto__', '0', 'UPPER', 'x'.repeat(70)];
const IMAGES = ['nginx:1.27', 'busybox:1.37', 'ngnix', 'redis', ''];
const KINDS = ['pods', 'po', 'deploy', 'rs', 'nodes', 'ns', 'events', 'all', 'leases', 'wat'];
const OUTPUTS = [
  '',
  '',
  ' -o wide',
  ' -o yaml',
  ' -o json',
  ' -o name',
  ' -A',
  ' -n kube-system',
  ' -o nope',
];
const SESSIONS = ['t1', 't1', 't2', 't3'];

const NOISE = [
  '',
  '   ',
  'kubectl',
  'ls -l',
  'kubectl get',
  'kubectl gte pods',
  'kubectl get pods |grep x',
  'kubectl run "unfinished',
  'kubectl get pods --nope',
  'kubectl get pods -n',
  'kubectl top nodes',
  'kubectl drain node-1',
  'kubectl logs',
  'kubectl apply -f nowhere.yaml',
  'kubectl scale deployment/shop --replicas=-1',
  'kubectl scale deployment/shop --replicas=abc',
  'kubectl delete pods --all --wait=false',
  'kubectl get pods web shop nobody',
  'kubectl get pods -l app=shop,tier!=x',
  'kubectl get pods -l "((("',
  'kubectl get pods --field-selector=status.phase=Running',
  'kubectl get pods -v=8',
  'kubectl describe node node-1',
  'kubectl explain pods',
  'kubectl version',
  'kubectl cluster-info',
  'kubectl api-resources',
  'kubectl rollout status deployment/shop',
  'kubectl delete ns default',
  'kubectl delete node node-2',
  'kubectl delete deploy,rs,pods --all',
  'kubectl get events --sort-by=.lastTimestamp',
];

const MANIFESTS: readonly string[] = [
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n',
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: crash\nspec:\n  containers:\n  - name: c\n    image: busybox:1.37\n    command: ["sh", "-c", "exit 1"]\n',
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: huge\nspec:\n  containers:\n  - name: c\n    image: busybox\n    resources:\n      requests:\n        cpu: 900\n',
  'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 4\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop}\n    spec:\n      containers:\n      - {name: shop, image: "redis:7"}\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  __proto__: a\n  constructor: b\n  "0": c\n',
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec: {containers: [{name: web}]}\n---\n---\nkind: List\n',
  'apiVersion: v1\nkind: Pod\nmetadata: [',
  'a: &a [*a, *a]\n',
  '\t\tkind: Pod\n',
  '',
];

function manifestLine(roll: RandomStream): Action {
  return {
    kind: 'kubectl',
    session: roll.pick(SESSIONS),
    line: `kubectl ${roll.pick(['apply', 'create', 'delete'])} -f m.yaml`,
    files: { 'm.yaml': roll.pick(MANIFESTS) },
  };
}

function goodLine(roll: RandomStream): string {
  const name = roll.next() < 0.7 ? roll.pick(['web', 'shop']) : roll.pick(NAMES);
  switch (roll.between(0, 8)) {
    case 0:
    case 1:
      return `kubectl run ${name} --image=${roll.pick(IMAGES)}`;
    case 2:
      return `kubectl create deployment ${name} --image=${roll.pick(IMAGES)} --replicas=${roll.between(0, 5)}`;
    case 3:
      return `kubectl scale deployment ${name} --replicas=${roll.between(0, 8)}`;
    case 4:
      return `kubectl delete ${roll.pick(KINDS)} ${name}${roll.pick(['', ' --now', ' --force', ' --wait=false'])}`;
    case 5:
      return `kubectl describe ${roll.pick(KINDS)} ${name}`;
    case 6:
      return `kubectl logs ${name}${roll.pick(['', ' -f', ' --previous', ' --tail=3'])}`;
    default:
      return `kubectl get ${roll.pick(KINDS)}${roll.pick(OUTPUTS)}${roll.pick(['', '', ' -w'])}`;
  }
}

/** Any fault on any target, whether a menu would offer it or not. */
function anyFault(roll: RandomStream, cage: Cage): Fault {
  const part = roll.pick(cage.roster).id;
  const { a, b } = roll.pick(cage.links);
  const hop = cage.hops.length === 0 ? roll.between(1, 5000) : roll.pick(cage.hops);
  const kinds: readonly Fault[] = [
    { kind: 'stop', part },
    { kind: 'crash', part },
    { kind: 'crash', part },
    { kind: 'pause', part },
    { kind: 'restart', part },
    { kind: 'slow', part, factor: 8 },
    { kind: 'isolate', part },
    { kind: 'cut', a, b },
    { kind: 'cut', a: b, b: a },
    { kind: 'delay', a, b, delayInUs: 200_000 },
    { kind: 'loss', a, b, share: 0.3 },
    { kind: 'drop-message', hop },
    { kind: 'duplicate-message', hop },
    { kind: 'delay-message', hop, delayInUs: 1_000_000 },
  ];
  return roll.pick(kinds);
}

/** What a monkey does next to the cluster. */
export function anyAction(roll: RandomStream, cage: Cage): Action {
  const chance = roll.next();
  if (chance < 0.4) return { kind: 'kubectl', session: roll.pick(SESSIONS), line: goodLine(roll) };
  if (chance < 0.47) return { kind: 'kubectl', session: roll.pick(SESSIONS), line: roll.pick(NOISE) };
  if (chance < 0.54) return manifestLine(roll);
  if (chance < 0.57) return { kind: 'interrupt', session: roll.pick(SESSIONS) };
  if (chance < 0.83) return { kind: 'fault', fault: anyFault(roll, cage) };
  if (chance < 0.95 && cage.faults.length > 0) return { kind: 'heal', fault: roll.pick(cage.faults) };
  return chance < 0.97 ? { kind: 'heal', fault: roll.between(0, 99) } : { kind: 'heal-all' };
}

/** How long a monkey waits before it acts again. */
export function anyPauseInUs(roll: RandomStream): number {
  const chance = roll.next();
  if (chance < 0.15) return 0;
  if (chance < 0.45) return roll.between(1, 5_000);
  if (chance < 0.7) return roll.between(5_000, 300_000);
  if (chance < 0.95) return roll.between(300_000, 4_000_000);
  return roll.between(4_000_000, 60_000_000);
}
