import type { PartId, PartKind } from './ids.ts';
import type { Text } from './text.ts';

/** The six states of ux.md's status set, and `stopped` for a part that a fault stopped. */
export type Status = 'ready' | 'pending' | 'warning' | 'failed' | 'terminating' | 'unknown' | 'stopped';

/** A bar: `value` of `max`, in `unit`. */
export interface Gauge {
  readonly name: string;
  readonly value: number;
  readonly max: number;
  readonly unit: string;
}

/** A line of the generic card and inspector: a name from the translation files and a value as it is. */
export interface FaceRow {
  readonly name: string;
  readonly value: string;
}

/** Which state of which chart is lit. `chart` names a ChartPicture. */
export interface FaceChart {
  readonly chart: string;
  readonly subject: string;
  readonly value: string;
}

/** A pending timer that a person may wait for. */
export interface FaceTimer {
  readonly name: string;
  readonly sinceUs: number;
  readonly dueAtUs: number;
}

/** A part as the page sees it: small, serialisable, enough for a generic card and inspector; `detail` feeds a bespoke picture. */
export interface Face {
  readonly id: PartId;
  readonly kind: PartKind;
  readonly title: string;
  /** Machine it runs on: cp-1, node-2; empty for kubectl. */
  readonly place: string;
  readonly status: Status;
  /** What it waits for, in words; null while it works. */
  readonly waitingFor: Text | null;
  readonly badges: readonly Text[];
  readonly gauges: readonly Gauge[];
  readonly rows: readonly FaceRow[];
  readonly charts: readonly FaceChart[];
  readonly timers: readonly FaceTimer[];
  readonly detail: FaceDetail;
}

export type FaceDetail =
  | { readonly kind: 'none' }
  | KubectlDetail
  | ApiserverDetail
  | EtcdDetail
  | SchedulerDetail
  | ControllerManagerDetail
  | KubeletDetail
  | RuntimeDetail;

export interface KubectlDetail {
  readonly kind: 'kubectl';
  readonly sessions: readonly {
    readonly id: string;
    readonly line: string;
    /** The request it waits for (`POST /api/v1/namespaces/default/pods`), or empty. */
    readonly waitsFor: string;
    readonly running: boolean;
  }[];
}

/** One stage of the request pipeline: begun at `atUs`; the last has no later stage yet. */
export interface StageMark {
  readonly stage: string;
  readonly atUs: number;
}

export interface RequestRow {
  /** Event id of the hop that brought it. */
  readonly exchange: number;
  readonly verb: string;
  readonly uri: string;
  readonly user: string;
  readonly agent: string;
  readonly receivedAtUs: number;
  readonly stages: readonly StageMark[];
}

export interface ApiserverDetail {
  readonly kind: 'kube-apiserver';
  /** Requests in flight, oldest first; long-running watches are counted, not listed. */
  readonly requests: readonly RequestRow[];
  readonly stageNames: readonly string[];
  readonly watches: readonly { readonly client: PartId; readonly uri: string }[];
  /** Watch cache per resource: objects held and the resourceVersion it has reached. */
  readonly caches: readonly {
    readonly resource: string;
    readonly objects: number;
    readonly resourceVersion: number;
  }[];
  readonly etcdEndpoint: PartId;
}

export interface EtcdDetail {
  readonly kind: 'etcd';
  readonly role: 'Follower' | 'PreCandidate' | 'Candidate' | 'Leader';
  readonly term: number;
  readonly leader: PartId;
  /** Last entries of the log, oldest first (at most 8). */
  readonly log: readonly {
    readonly index: number;
    readonly term: number;
    readonly onDisk: boolean;
    readonly about: string;
  }[];
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly onDiskIndex: number;
  readonly committed: number;
  readonly applied: number;
  /** The fsync that is under way. */
  readonly fsync: { readonly sinceUs: number; readonly untilUs: number; readonly entries: number } | null;
  /** When it will start an election (followers) or send the next heartbeat (leader). */
  readonly timer: {
    readonly name: 'election' | 'heartbeat';
    readonly sinceUs: number;
    readonly dueAtUs: number;
  } | null;
  /** On the leader: how far each member is known to be. */
  readonly progress: readonly {
    readonly member: PartId;
    readonly match: number;
    readonly next: number;
    readonly state: string;
    readonly active: boolean;
  }[];
  readonly wal: { readonly segment: number; readonly usedInBytes: number; readonly segmentInBytes: number };
  readonly snapshotIndex: number;
  readonly revision: number;
  readonly compactedRevision: number;
  readonly keys: number;
  readonly watchers: number;
  /** The newest revisions, for the picture of keys and revisions (at most 24). */
  readonly recent: readonly {
    readonly revision: number;
    readonly key: string;
    readonly version: number;
    readonly deleted: boolean;
  }[];
}

/** What one plugin said of one node. */
export interface FilterVerdict {
  readonly plugin: string;
  readonly fits: boolean;
  readonly reasons: readonly string[];
}

export interface PluginScore {
  readonly plugin: string;
  readonly raw: number;
  /** After NormalizeScore, 0 to 100. */
  readonly normalized: number;
  readonly weight: number;
}

/** One scheduling decision, whole: the table node × plugin. */
export interface Decision {
  readonly pod: string;
  readonly attempt: number;
  readonly startedAtUs: number;
  readonly nodes: readonly {
    readonly name: string;
    readonly filters: readonly FilterVerdict[];
    readonly scores: readonly PluginScore[];
    readonly total: number;
    /** Milli-CPU and bytes not yet requested on it before this Pod. */
    readonly freeMilliCpu: number;
    readonly freeMemoryInBytes: number;
  }[];
  readonly skippedPlugins: readonly string[];
  readonly chosen: string;
  /** Names of the nodes that shared the highest total; more than one means that the choice was drawn. */
  readonly tied: readonly string[];
  /** Kubernetes' own sentence when no node fits: `0/3 nodes are available: …`. */
  readonly message: string;
}

export interface QueuedPodRow {
  readonly pod: string;
  readonly attempts: number;
  readonly sinceUs: number;
  /** Back-off ends; 0 if none. */
  readonly untilUs: number;
  readonly reasons: readonly string[];
  /** Plugins that refused it last: only what they wait for wakes it. */
  readonly rejectors: readonly string[];
}

export interface SchedulerDetail {
  readonly kind: 'kube-scheduler';
  readonly leader: boolean;
  readonly active: readonly QueuedPodRow[];
  readonly backoff: readonly QueuedPodRow[];
  readonly unschedulable: readonly QueuedPodRow[];
  /** The Pod in the scheduling cycle with the extension points passed so far; null when idle. */
  readonly cycle: { readonly pod: string; readonly points: readonly StageMark[] } | null;
  readonly binding: readonly {
    readonly pod: string;
    readonly node: string;
    readonly points: readonly StageMark[];
  }[];
  readonly decision: Decision | null;
  readonly profile: readonly { readonly point: string; readonly plugins: readonly string[] }[];
}

export interface ControllerManagerDetail {
  readonly kind: 'kube-controller-manager';
  readonly leader: boolean;
  readonly controllers: readonly {
    readonly name: string;
    readonly queue: readonly string[];
    readonly working: string;
    readonly backoff: readonly {
      readonly key: string;
      readonly untilUs: number;
      readonly failures: number;
    }[];
    readonly cached: number;
    /** What the last reconcile saw and did, one line each. */
    readonly last: readonly string[];
    /** Requests that wait for the client's rate limit (20 a second, burst 30). */
    readonly throttled: number;
  }[];
}

export interface PodRow {
  /** namespace/name */
  readonly key: string;
  readonly uid: string;
  /** Printed STATUS, as kubectl's: ContainerCreating, Running, CrashLoopBackOff … */
  readonly status: string;
  readonly phase: string;
  /** State of the Pod worker's chart. */
  readonly worker: string;
  readonly ready: string;
  readonly containers: readonly {
    readonly name: string;
    readonly state: string;
    readonly restarts: number;
    readonly backoffUntilUs: number;
  }[];
}

export interface KubeletDetail {
  readonly kind: 'kubelet';
  readonly node: string;
  readonly pods: readonly PodRow[];
  readonly allocatable: { readonly milliCpu: number; readonly memoryInBytes: number; readonly pods: number };
  readonly requested: { readonly milliCpu: number; readonly memoryInBytes: number };
  readonly podCidr: string;
  readonly leaseRenewedAtUs: number;
}

export interface RuntimeDetail {
  readonly kind: 'runtime';
  readonly name: string;
  readonly sandboxes: readonly {
    readonly id: string;
    readonly pod: string;
    readonly state: string;
    readonly ip: string;
  }[];
  readonly containers: readonly {
    readonly id: string;
    readonly pod: string;
    readonly name: string;
    readonly image: string;
    readonly state: string;
  }[];
  readonly images: readonly { readonly name: string; readonly sizeInBytes: number }[];
  readonly pulling: readonly {
    readonly image: string;
    readonly sinceUs: number;
    readonly untilUs: number;
    readonly sizeInBytes: number;
  }[];
}

/** A state chart as a picture, made from the definition that drives the behaviour. */
export interface ChartPicture {
  readonly id: string;
  readonly initial: string;
  readonly states: readonly { readonly name: string; readonly parent: string; readonly final: boolean }[];
  readonly transitions: readonly {
    readonly from: string;
    readonly to: string;
    readonly event: string;
    readonly guard: string;
    readonly delay: string;
  }[];
}
