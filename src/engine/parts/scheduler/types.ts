import type { SortedMap } from '../../../base/sorted-map.ts';
import type { EventId, PartId } from '../../../protocol/ids.ts';
import type { StageMark } from '../../../protocol/face.ts';
import type { ClientState } from '../../loops/client.ts';
import type { SeriesRecorder } from '../../loops/event-series-recorder.ts';
import type { InformerSet } from '../../loops/informer.ts';
import type { ElectionState } from '../../loops/lease-election.ts';
import type { SchedulerCache } from './cache.ts';
import type { DecisionRecord } from './cycle.ts';
import type { QueuedPod, SchedulingQueue } from './queue.ts';

export interface SchedulerConfig {
  /** `kube-scheduler/cp-1` */
  readonly id: PartId;
  /** `cp-1` */
  readonly machine: string;
  readonly apiserver: PartId;
  /** Pods that name another scheduler are left alone. Default `default-scheduler`. */
  readonly schedulerName?: string;
  /** Requests a second and burst of its client; defaults 50 and 100. */
  readonly qps?: number;
  readonly burst?: number;
}

/** The Pod in the scheduling cycle. */
export interface CycleState {
  readonly queued: QueuedPod;
  readonly decision: DecisionRecord;
  /** State of the chart. */
  readonly value: string;
  readonly points: readonly StageMark[];
  /** Value of `moves` when it began: what happened since was not seen by this cycle. */
  readonly moves: number;
}

/** A Pod on its way to its node. */
export interface BindingState {
  readonly queued: QueuedPod;
  readonly node: string;
  readonly value: string;
  readonly points: readonly StageMark[];
  /** The phase it went into last: what its next request is to be blamed on. */
  readonly cause: EventId;
}

/** A state to be changed: its fields are set anew, what they refer to is never edited. */
export type Draft<T> = { -readonly [F in keyof T]: T[F] };

export interface SchedulerState {
  readonly config: SchedulerConfig;
  readonly informers: InformerSet;
  readonly client: ClientState;
  /** Events have a client, and a rate limit, of their own. */
  readonly eventClient: ClientState;
  readonly recorder: SeriesRecorder;
  readonly election: ElectionState;
  readonly cache: SchedulerCache;
  readonly queue: SchedulingQueue;
  readonly cycle: CycleState | null;
  /** By Pod key. */
  readonly binding: SortedMap<BindingState>;
  /** The last decision, whole. */
  readonly decision: DecisionRecord | null;
  readonly startIndex: number;
  /** Events so far that may have helped a waiting Pod. */
  readonly moves: number;
  /** Counters for the face. */
  readonly scheduled: number;
  readonly failed: number;
}

/** Written out, because a copy by spread of an object that was itself a copy costs ten times as much. */
export function draftOf(s: SchedulerState): Draft<SchedulerState> {
  return {
    config: s.config,
    informers: s.informers,
    client: s.client,
    eventClient: s.eventClient,
    recorder: s.recorder,
    election: s.election,
    cache: s.cache,
    queue: s.queue,
    cycle: s.cycle,
    binding: s.binding,
    decision: s.decision,
    startIndex: s.startIndex,
    moves: s.moves,
    scheduled: s.scheduled,
    failed: s.failed,
  };
}
