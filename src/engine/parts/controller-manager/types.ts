import type { PartId } from '../../../protocol/ids.ts';
import type { InformerSet } from '../../loops/informer.ts';
import type { ElectionState } from '../../loops/lease-election.ts';
import type { LoopState } from '../../loops/reconcile.ts';

export interface ControllerManagerConfig {
  /** `kube-controller-manager/cp-1` */
  readonly id: PartId;
  /** `cp-1` */
  readonly machine: string;
  readonly apiserver: PartId;
  /** Requests a second and burst of each controller's client; defaults 20 and 30. */
  readonly qps?: number;
  readonly burst?: number;
}

export interface ControllerManagerState {
  readonly config: ControllerManagerConfig;
  readonly informers: InformerSet;
  readonly election: ElectionState;
  /** In the order of `controllers`. */
  readonly loops: readonly LoopState[];
}
