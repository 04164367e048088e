import type { SmallMap } from '../../../base/small-map.ts';
import type { SortedMap } from '../../../base/sorted-map.ts';
import type { Lease, Taint } from '../../../kube/types/node.ts';
import type { ContainerStateTerminated, Pod, PodStatus } from '../../../kube/types/pod.ts';
import type { EventId, PartId } from '../../../protocol/ids.ts';
import type { ClientState } from '../../loops/client.ts';
import type { RecorderState } from '../../loops/event-recorder.ts';
import type { InformerSet } from '../../loops/informer.ts';
import type { Context } from '../../kernel/part.ts';
import type { CriContainer, CriSandbox } from '../../wires/cri.ts';

export interface KubeletConfig {
  readonly id: PartId;
  /** Name of its Node. */
  readonly node: string;
  readonly machine: string;
  readonly runtime: PartId;
  readonly apiserver: PartId;
  readonly podCidr: string;
  /** What Pods may have; the node has no more than that. */
  readonly allocatable: { readonly milliCpu: number; readonly memoryInBytes: number; readonly pods: number };
  /** The node's own address; default 192.0.2.10. */
  readonly address?: string;
  /** Beyond hostname, os and arch. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
  /** Default `containerd://2.1.4`. */
  readonly runtimeVersion?: string;
}

/** Waiting reasons are remembered from one sync to the next: a status shows what the sync before found. */
export interface Waiting {
  readonly reason: string;
  readonly message?: string;
}

/** One container of a Pod as the kubelet knows it. */
export interface ContainerView {
  readonly name: string;
  readonly kind: 'init' | 'sidecar' | 'main';
  /** What the runtime has of the latest attempt; null before the first. */
  readonly live: CriContainer | null;
  readonly restarts: number;
  /** How the attempt before ended. */
  readonly last: ContainerStateTerminated | null;
  readonly waiting: Waiting | null;
  /** Back-off before the next restart, and until when; 0 = none. */
  readonly backoffInUs: number;
  readonly backoffUntilUs: number;
}

/** What is under way for a Pod; one thing at a time. */
export type Step =
  | { readonly at: 'idle' }
  | { readonly at: 'volumes' }
  | { readonly at: 'sandbox' }
  | { readonly at: 'sandbox-status' }
  | { readonly at: 'image'; readonly container: string }
  | { readonly at: 'pull'; readonly container: string }
  | { readonly at: 'create'; readonly container: string }
  | { readonly at: 'start'; readonly container: string; readonly id: string }
  | { readonly at: 'inspect'; readonly container: string; readonly id: string }
  | { readonly at: 'kill'; readonly left: readonly string[] }
  | { readonly at: 'stop-sandbox' }
  | { readonly at: 'cleanup' };

/** One Pod worker. */
export interface PodWorker {
  readonly uid: string;
  /** namespace/name */
  readonly key: string;
  readonly pod: Pod;
  /** State of the chart `pod-worker`. */
  readonly value: string;
  readonly step: Step;
  /** Something happened while a sync was under way: another follows. */
  readonly again: boolean;
  /** When to come back for the errors that the sync under way met (a back-off, a failed pull); 0 = none. */
  readonly retryInUs: number;
  /** Containers that the sync under way has dealt with. */
  readonly tried: readonly string[];
  /** Its requests are counted against the node. */
  readonly counted: boolean;
  readonly sandbox: CriSandbox | null;
  readonly sandboxAttempt: number;
  /** The Pod's address once it may be told. */
  readonly ip: string;
  readonly mounted: boolean;
  readonly tokenReady: boolean;
  readonly mountsSinceUs: number;
  readonly containers: readonly ContainerView[];
  readonly startTime: string;
  /** Refused by admission. */
  readonly rejected: Waiting | null;
  readonly status: PodStatus;
  /** The status last sent to the API server. */
  readonly reported: PodStatus | null;
  readonly graceInSeconds: number;
  /** Its containers have ended for good and its sandbox is gone. */
  readonly terminated: boolean;
  /** The API object is gone. */
  readonly deleted: boolean;
}

export interface PullRequest {
  readonly uid: string;
  readonly container: string;
  readonly image: string;
  readonly askedAtUs: number;
  readonly cause: EventId;
}

interface ImageBackoff {
  readonly delayInUs: number;
  readonly untilUs: number;
  readonly message: string;
}

/** What to do with the answer of a CRI call. */
export type CriPurpose =
  | { readonly for: 'worker'; readonly uid: string; readonly what: string; readonly container: string }
  | { readonly for: 'list-sandboxes' | 'list-containers' | 'boot' | 'events' | 'remove' }
  | { readonly for: 'log'; readonly stream: number };

export interface LogStream {
  readonly id: number;
  readonly to: PartId;
  readonly exchange: EventId;
  readonly follow: boolean;
  readonly timestamps: boolean;
  readonly tailLines: number;
  readonly sinceUs: number;
  readonly begun: boolean;
}

interface NodeAgent {
  readonly phase: 'booting' | 'registering' | 'registered';
  readonly runtimeReady: boolean;
  readonly lease: Lease | null;
  readonly leaseRenewedAtUs: number;
  readonly ready: boolean;
  readonly readySince: string;
  readonly nodeUid: string;
  /** Something in the Node's status changed and waits for the next tick. */
  readonly statusDue: boolean;
}

export interface KubeletState {
  readonly informers: InformerSet;
  /** Pods, statuses, tokens: 50 requests a second, burst 100. */
  readonly client: ClientState;
  readonly heartbeat: ClientState;
  readonly eventClient: ClientState;
  readonly recorder: RecorderState;
  readonly nextCall: number;
  readonly calls: SmallMap<number, CriPurpose>;
  readonly pods: SortedMap<PodWorker>;
  readonly milliCpu: number;
  readonly memoryInBytes: number;
  /** The status manager handles one Pod at a time. */
  readonly statusQueue: readonly { readonly uid: string; readonly cause: EventId }[];
  readonly statusOf: string;
  readonly pullQueue: readonly PullRequest[];
  readonly pulling: PullRequest | null;
  readonly imageBackoff: SortedMap<ImageBackoff>;
  readonly images: SortedMap<number>;
  /** UIDs of Pods in which a container ended: the next tick lists what is there. */
  readonly dirty: SortedMap<true>;
  readonly listed: {
    readonly sandboxes: readonly CriSandbox[] | null;
    readonly containers: readonly CriContainer[] | null;
  };
  /** What the first listing after a start found, by Pod UID, until its Pod is met. */
  readonly found: SortedMap<{ readonly sandbox: CriSandbox; readonly containers: readonly CriContainer[] }>;
  readonly garbage: readonly string[];
  readonly logs: SortedMap<LogStream>;
  readonly agent: NodeAgent;
}

/** Everything a handler needs besides the state. */
export interface Env {
  readonly config: KubeletConfig;
  readonly context: Context;
}
