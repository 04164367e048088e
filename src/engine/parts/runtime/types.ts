import type { SortedMap } from '../../../base/sorted-map.ts';
import type { EventId, PartId } from '../../../protocol/ids.ts';
import type { CriContainer, CriContainerSpec, CriImage, CriLogLine, CriRequest } from '../../wires/cri.ts';
import type { Program } from './programs.ts';

export interface RuntimeConfig {
  readonly id: PartId;
  readonly machine: string;
  readonly name: 'containerd';
  /** Of the node's way to the registries; 25 MB a second when absent. */
  readonly bandwidthInBytesPerSecond?: number;
  /** The range of Pod addresses, if it is known from the start; the kubelet tells it in any case. */
  readonly podCidr?: string;
  /** Images that are on the node's disk from the beginning. */
  readonly preloadedImages?: readonly string[];
  /** The registries answer "not found" to whatever is asked of them. */
  readonly emptyRegistries?: boolean;
}

/** Whom to answer when a step that takes time is done. */
export interface Reply {
  readonly to: PartId;
  readonly exchange: EventId;
  readonly id: number;
  /** `pods/default/web` of the Pod it is about, or empty. */
  readonly subject: string;
}

export interface Sandbox {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly podUid: string;
  /** State of the chart `sandbox`. */
  readonly value: string;
  readonly ip: string;
  readonly hostNetwork: boolean;
  readonly createdAtUs: number;
}

export interface ContainerRecord {
  readonly info: CriContainer;
  readonly spec: CriContainerSpec;
  /** State of the chart `container`. */
  readonly value: string;
  readonly program: Program | null;
  /** Next step: index in `steps`, or beyond them in `loop`. */
  readonly at: number;
  /** When the step under way ends; 0 = it waits for nothing. */
  readonly wakesAtUs: number;
  /** Exit code it will have at `wakesAtUs`; -1 while it goes on. */
  readonly endsWith: number;
  readonly log: readonly CriLogLine[];
  /** Who waits for StopContainer. */
  readonly stopping: readonly Reply[];
  /** Who follows the log. */
  readonly followers: readonly Reply[];
}

export interface Pull {
  readonly image: string;
  readonly full: string;
  /** State of the chart `image`. */
  readonly value: string;
  readonly sizeInBytes: number;
  readonly sinceUs: number;
  readonly untilUs: number;
  readonly waiters: readonly Reply[];
}

export interface RuntimeState {
  readonly sandboxes: SortedMap<Sandbox>;
  readonly containers: SortedMap<ContainerRecord>;
  readonly images: SortedMap<CriImage>;
  readonly pulls: SortedMap<Pull>;
  /** Base address of the Pod range and its host bits; empty until the kubelet has told. */
  readonly podCidr: string;
  /** Offset of the address given last: host-local IPAM goes round. */
  readonly lastIpOffset: number;
  readonly usedIps: SortedMap<true>;
  /** Streams opened by GetContainerEvents. */
  readonly subscribers: readonly Reply[];
}

type Calls<R, M> = R extends { readonly method: infer N } ? (M extends N ? Omit<R, 'method'> : never) : never;

/** The arguments of one CRI method. */
export type Call<M extends CriRequest['method']> = Calls<CriRequest, M>;
