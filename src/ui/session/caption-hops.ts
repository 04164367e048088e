import type { HopEvent } from '../../protocol/trace.ts';
import { aboutOf, kindOfPath, partName, pathOf } from './caption-words.ts';

/** A rule of `captions.json` with its places, and how much it deserves the reader's eye when several things happen at once. */
export interface Line {
  readonly rule: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly weight: number;
  /** A template of its own for the first sentence, in place of the rule's. */
  readonly what?: string;
}

const RAFT = new Set([
  'MsgApp',
  'MsgAppResp',
  'MsgProp',
  'MsgReadIndex',
  'MsgReadIndexResp',
  'MsgHeartbeat',
  'MsgHeartbeatResp',
  'MsgPreVote',
  'MsgPreVoteResp',
  'MsgVote',
  'MsgVoteResp',
  'MsgSnap',
  'MsgTimeoutNow',
]);
const CRI = new Set([
  'RunPodSandbox',
  'PullImage',
  'CreateContainer',
  'StartContainer',
  'StopContainer',
  'StopPodSandbox',
]);
const kindOf = (id: string) => (id.includes('/') ? id.slice(0, id.indexOf('/')) : id);

/** The caption's rule for a message. */
export function lineOfHop(hop: HopEvent): Line {
  const params = {
    from: partName(hop.from),
    to: partName(hop.to),
    verb: hop.verb,
    object: aboutOf(hop.subject, hop.label),
    path: pathOf(hop.label),
    code: hop.verb,
    kind: kindOfPath(pathOf(hop.label)),
  };
  const [rule, weight] = ruleOf(hop);
  return { rule, params, weight };
}

type Rule = readonly [rule: string, weight: number];

function ruleOf(hop: HopEvent): Rule {
  if (hop.verb === 'RST') return hop.role === 'answer' ? ['refused', 90] : ['reset', 86];
  switch (hop.wire) {
    case 'raft':
      if (!hop.background && hop.verb === 'MsgHeartbeat') return ['still-leader', 33];
      if (!hop.background && hop.verb === 'MsgHeartbeatResp') return ['still-follows', 32];
      return RAFT.has(hop.verb) ? [hop.verb, hop.verb === 'MsgApp' ? 62 : 58] : ['raft', 40];
    case 'etcd':
      return ruleOfEtcd(hop);
    case 'cri':
      if (hop.role === 'answer') return ['cri-answer', 45];
      return CRI.has(hop.verb) ? [hop.verb, 72] : ['cri', 42];
    case 'http':
      if (hop.role === 'answer') return ruleOfAnswer(hop);
      return hop.role === 'event' ? ruleOfWatch(hop) : ruleOfRequest(hop);
  }
}

function ruleOfEtcd(hop: HopEvent): Rule {
  const verb = hop.verb.toLowerCase();
  if (hop.role === 'answer') return ruleOfEtcdAnswer(hop, verb);
  if (hop.role === 'event') return ['etcd-events', 44];
  if (verb === 'txn') return ['txn', 60];
  if (verb === 'watch') return ['etcd-watch', 35];
  return verb === 'range' ? ['range', 40] : ['hop', 30];
}

function ruleOfEtcdAnswer(hop: HopEvent, verb: string): Rule {
  if (verb !== 'ok' && verb !== 'txn') return ['etcd-answer-error', 70];
  const wrote = verb === 'txn' || hop.label.startsWith('put') || hop.label.startsWith('delete');
  return wrote ? ['etcd-answer', 57] : ['etcd-answer-read', 38];
}

function ruleOfAnswer(hop: HopEvent): Rule {
  const failed = hop.verb.startsWith('4') || hop.verb.startsWith('5');
  if (hop.to === 'kubectl') return failed ? ['answer-error', 95] : ['answer-ok', 75];
  return failed ? ['answer-error-part', 50] : ['answer', 34];
}

function ruleOfWatch(hop: HopEvent): Rule {
  if (hop.verb === 'BOOKMARK') return ['bookmark', 12];
  const isPod = hop.subject.startsWith('pods/');
  switch (kindOf(hop.to)) {
    case 'kube-scheduler':
      return ['watch-scheduler', isPod ? 76 : 30];
    case 'kubelet':
      return ['watch-kubelet', isPod ? 78 : 30];
    case 'kube-controller-manager':
      return ['watch-controller', isPod ? 48 : 52];
    case 'kubectl':
      return ['watch-kubectl', 50];
    default:
      return ['hop', 20];
  }
}

function ruleOfRequest(hop: HopEvent): Rule {
  const path = pathOf(hop.label);
  if (path.endsWith('/events') || hop.subject.startsWith('events')) return ['event-post', 18];
  if (kindOf(hop.to) === 'kubelet') return ['http', 60];
  switch (kindOf(hop.from)) {
    case 'kubectl':
      return path === '/api' || path === '/apis' ? ['discovery', 60] : ruleOfKubectl(hop.verb);
    case 'kube-scheduler':
      if (path.endsWith('/binding')) return ['bind', 82];
      break;
    case 'kubelet':
      return ruleOfKubelet(hop, path);
    case 'kube-controller-manager':
      if (path.includes('/leases')) return ['lease-leader', 15];
      if (hop.verb === 'POST') return ['controller-create', 74];
      if (hop.verb === 'DELETE') return ['controller-delete', 74];
      if (hop.verb !== 'GET') return ['controller-write', 54];
      break;
    default:
      break;
  }
  if (path.includes('/leases')) return ['lease-leader', 15];
  return hop.verb === 'GET' ? ruleOfRead(hop) : ['http', 40];
}

function ruleOfKubectl(verb: string): Rule {
  if (verb === 'POST') return ['kubectl-create', 92];
  if (verb === 'DELETE') return ['kubectl-delete', 92];
  return verb === 'GET' ? ['kubectl-read', 84] : ['kubectl-change', 92];
}

function ruleOfKubelet(hop: HopEvent, path: string): Rule {
  if (path.includes('/leases')) return ['lease', 15];
  if (path.endsWith('/token')) return ['token', 56];
  if (hop.verb === 'GET') return path.includes('/pods/') ? ['kubelet-read', 46] : ruleOfRead(hop);
  if (path.includes('/pods/')) return ['kubelet-status', 80];
  if (path.endsWith('/nodes')) return ['node-register', 66];
  return path.includes('/nodes/') ? ['node-status', 36] : ['http', 40];
}

function ruleOfRead(hop: HopEvent): Rule {
  if (hop.label.includes('watch=')) return ['open-watch', 28];
  return hop.subject === '' ? ['list', 28] : ['http', 32];
}
