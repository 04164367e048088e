import type { ChartPicture } from '../../../protocol/face.ts';

export interface PlacedState {
  /** Full name: `SyncPod.Idle`. */
  readonly name: string;
  /** What stands in the box: `Idle`. */
  readonly word: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly row: number;
  readonly final: boolean;
}

/** The frame around states that lie in another one; one a row. */
export interface PlacedGroup {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly row: number;
}

export interface PlacedTransition {
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

export interface PlacedChart {
  readonly height: number;
  readonly states: readonly PlacedState[];
  readonly groups: readonly PlacedGroup[];
  readonly transitions: readonly PlacedTransition[];
}

export const STATE_HEIGHT = 30;

export type Transition = ChartPicture['transitions'][number];

/** A state with its place in its row; how deep the row lies is not known yet. */
export type UnplacedState = Omit<PlacedState, 'y' | 'row'>;
