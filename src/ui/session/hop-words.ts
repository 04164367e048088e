import type { HopEvent } from '../../protocol/trace.ts';

/** Raft's messages as a reader of the paper knows them; Wire shows the names of the Go types. */
const RAFT_WORDS: ReadonlyMap<string, string> = new Map([
  ['MsgApp', 'Append'],
  ['MsgAppResp', 'Ack'],
  ['MsgHeartbeat', 'Beat'],
  ['MsgHeartbeatResp', 'Ack'],
  ['MsgPreVote', 'PreVote'],
  ['MsgPreVoteResp', 'PreVote'],
  ['MsgVote', 'Vote'],
  ['MsgVoteResp', 'Vote'],
  ['MsgSnap', 'Snapshot'],
  ['MsgProp', 'Propose'],
  ['MsgTimeoutNow', 'Timeout'],
]);

/** CRI's lane is as long as the gap between two chips; there a call is named by its first word. */
const CRI_WORDS: ReadonlyMap<string, string> = new Map([
  ['RunPodSandbox', 'Sandbox'],
  ['StopPodSandbox', 'Stop'],
  ['RemovePodSandbox', 'Remove'],
  ['PodSandboxStatus', 'Status'],
  ['PullImage', 'Pull'],
  ['ImageStatus', 'Image'],
  ['CreateContainer', 'Create'],
  ['StartContainer', 'Start'],
  ['StopContainer', 'Stop'],
  ['RemoveContainer', 'Remove'],
  ['ContainerStatus', 'Status'],
  ['ListContainers', 'List'],
  ['ListPodSandbox', 'List'],
  ['ListImages', 'List'],
]);

/** True for what a token draws outlined: an answer, or Raft's reply. */
export const isAnswer = (hop: HopEvent): boolean =>
  hop.role === 'answer' || (hop.wire === 'raft' && hop.verb.endsWith('Resp'));

const STREAM_VERBS = new Set(['Watch', 'WATCH', 'GetContainerEvents']);

/** True for a request that stays open on purpose, so that it is a stream and not something that waits. */
export const isStream = (hop: HopEvent): boolean =>
  STREAM_VERBS.has(hop.verb) || hop.label.includes('watch=true') || hop.label.includes('watch=1');

/** The word that stands for several of one kind: "POST ×3". */
export function groupWord(hop: HopEvent): string {
  if (hop.wire === 'raft') return RAFT_WORDS.get(hop.verb) ?? hop.verb;
  if (hop.wire === 'cri') return CRI_WORDS.get(hop.verb) ?? hop.verb;
  return hop.verb;
}
