/** The numbers of the picture, in px; every one is a decision about places, so they live together. */
export interface CanvasSizes {
  readonly kubectlWidth: number;
  readonly kubectlHeight: number;
  readonly kubectlGap: number;
  /** Lanes of the Raft ring above the members: the long way round first. */
  readonly ringLaneYs: readonly number[];
  readonly memberY: number;
  readonly memberWidth: number;
  readonly memberHeight: number;
  readonly memberGap: number;
  readonly etcdGap: number;
  /** Lane of the gRPC edge, below the members. */
  readonly etcdLaneDrop: number;
  /** Top of the "On disk" line, above the apiserver. */
  readonly onDiskRise: number;
  readonly apiserverWidth: number;
  readonly apiserverHeight: number;
  /** From the apiserver's corners to its first and last port. */
  readonly portPad: number;
  readonly stageStep: number;
  readonly loopGap: number;
  readonly loopHeight: number;
  /** Between scheduler and controller-manager. */
  readonly loopSpace: number;
  /** Width of the scheduler's card; 0 = both loops share the apiserver's width. */
  readonly schedulerWidth: number;
  /** From the frame of the control plane to its cards. */
  readonly framePad: number;
  /** From the apiserver to the machines. */
  readonly corridor: number;
  readonly laneStep: number;
  readonly machineWidth: number;
  readonly machineHeight: number;
  readonly machineRowWidth: number;
  readonly machineRowHeight: number;
  readonly partsRowY: number;
  readonly kubeletChipWidth: number;
  readonly runtimeChipWidth: number;
}

const WIDE: CanvasSizes = {
  kubectlWidth: 104,
  kubectlHeight: 92,
  kubectlGap: 88,
  ringLaneYs: [35, 62],
  memberY: 79,
  memberWidth: 144,
  memberHeight: 104,
  memberGap: 24,
  etcdGap: 48,
  etcdLaneDrop: 14,
  onDiskRise: 19,
  apiserverWidth: 480,
  apiserverHeight: 144,
  portPad: 16,
  stageStep: 46,
  loopGap: 72,
  loopHeight: 52,
  loopSpace: 16,
  schedulerWidth: 0,
  framePad: 16,
  corridor: 112,
  laneStep: 24,
  machineWidth: 288,
  machineHeight: 152,
  machineRowWidth: 296,
  machineRowHeight: 72,
  partsRowY: 36,
  kubeletChipWidth: 80,
  runtimeChipWidth: 98,
};

export const CANVAS_SIZES: {
  readonly wide: CanvasSizes;
  readonly narrow: CanvasSizes;
  readonly small: CanvasSizes;
} = {
  wide: WIDE,
  narrow: {
    ...WIDE,
    kubectlWidth: 80,
    kubectlHeight: 56,
    kubectlGap: 72,
    ringLaneYs: [31, 58],
    memberY: 74,
    memberGap: 16,
    memberHeight: 100,
    etcdGap: 42,
    etcdLaneDrop: 13,
    onDiskRise: 18,
    apiserverWidth: 464,
    apiserverHeight: 104,
    stageStep: 44,
    loopGap: 24,
    loopHeight: 40,
    corridor: 80,
    laneStep: 16,
  },
  small: {
    ...WIDE,
    kubectlWidth: 84,
    kubectlHeight: 32,
    kubectlGap: 58,
    ringLaneYs: [27, 52],
    memberY: 66,
    memberWidth: 76,
    memberHeight: 30,
    memberGap: 11,
    etcdGap: 55,
    apiserverWidth: 250,
    apiserverHeight: 48,
    portPad: 10,
    loopGap: 55,
    loopHeight: 30,
    loopSpace: 8,
    schedulerWidth: 92,
    framePad: 8,
    corridor: 60,
    laneStep: 14,
    machineWidth: 114,
    machineHeight: 92,
    partsRowY: 24,
  },
};

/** Chips of a small machine's parts, one above the other. */
export const SMALL_CHIP = { inset: 6, height: 22, step: 40 } as const;

/** Story: eight big cards. */
export const STORY = {
  kubectl: { x: 0, y: 200, width: 200, height: 104 },
  etcd: { x: 344, y: 0, width: 288, height: 104 },
  apiserver: { x: 344, y: 200, width: 288, height: 104 },
  scheduler: { x: 168, y: 400, width: 232, height: 112 },
  controllerManager: { x: 416, y: 400, width: 296, height: 112 },
  machine: { x: 824, y: 48, width: 552, height: 144 },
  height: 512,
} as const;

/** Nodes in a grid inside a frame of their own: rows while they are few, tiles when they are many. */
export const GRID = {
  /** Up to so many nodes stand in one column and have a lane each. */
  columnMax: 6,
  /** Up to so many have a row that names their Pods; more of them have a tile that counts them. */
  rowsMax: 12,
  tileWidth: 140,
  tileHeight: 52,
  gapX: 12,
  gapY: 16,
  titleHeight: 40,
  pad: 16,
  /** Room left of the first column for the upright part of the branches. */
  bus: 28,
  corridor: 148,
  /** The canvas that the number of columns is chosen for. */
  fitWidth: 1104,
  fitHeight: 440,
} as const;
