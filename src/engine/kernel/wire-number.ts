import type { Wire } from '../../protocol/ids.ts';

/** Wires by number, for what is kept in numbers. A new wire gets the next one; there is room for sixteen. */
export const WIRE_NUMBER: Readonly<Record<Wire, number>> = { http: 0, etcd: 1, raft: 2, cri: 3 };
export const WIRES_MAX = 16;
export const WIRES = Object.keys(WIRE_NUMBER) as readonly Wire[];
