import type { PartId } from '../../../protocol/ids.ts';
import type { Fault } from '../../../protocol/fault.ts';
import type { HopEvent } from '../../../protocol/trace.ts';
import type { RosterEntry } from '../../../protocol/update.ts';
import { mapName } from '../../kit/map-name.ts';
import { isStream } from '../../session/hop-words.ts';
import { type LaneToken, placeOnLane, shareOfWay, type Traveller } from '../lanes/lane-tokens.ts';

const ORDER = ['kubectl', 'kube-apiserver', 'etcd', 'kube-scheduler', 'kube-controller-manager'] as const;
export const NODES_SHOWN = 6;

/** A part, or all of a kind, or a node with what runs on it: one box of the strip. */
export interface Stop {
  readonly key: string;
  readonly kind: string;
  readonly title: string;
  readonly parts: readonly PartId[];
}

/** The parts in the map's order on one line. */
export function stopsOf(roster: readonly RosterEntry[]): readonly Stop[] {
  const stops: Stop[] = [];
  for (const kind of ORDER) {
    const parts = roster.filter((entry) => entry.kind === kind);
    if (parts.length === 0) continue;
    const title = parts.length > 1 ? `${mapName(kind)} ×${parts.length}` : mapName(kind);
    stops.push({ key: kind, kind, title, parts: parts.map((p) => p.id) });
  }
  const kubelets = roster.filter((entry) => entry.kind === 'kubelet');
  for (const { id, machine } of kubelets.slice(0, NODES_SHOWN)) {
    const runtimes = roster.filter((r) => r.kind === 'runtime' && r.machine === machine).map((r) => r.id);
    stops.push({ key: machine, kind: 'node', title: machine, parts: [id, ...runtimes] });
  }
  return stops;
}

/** Where a box stands, in px from the strip's left edge. */
export interface Place {
  readonly left: number;
  readonly width: number;
}

/** `level`: straight between neighbours. `above`: in the lane over the boxes. `inside`: between parts of one box, under it. */
export interface StripWire {
  readonly key: string;
  readonly a: string;
  readonly b: string;
  readonly way: 'level' | 'above' | 'inside';
  readonly wire: string;
}

const LEVEL: readonly (readonly [string, string, string])[] = [
  ['kubectl', 'kube-apiserver', 'http'],
  ['kube-apiserver', 'etcd', 'etcd'],
];

/** The wires that exist: all who talk to kube-apiserver, and within etcd and within a node. */
export function wiresOf(stops: readonly Stop[]): readonly StripWire[] {
  const has = new Set(stops.map((stop) => stop.key));
  const wires: StripWire[] = [];
  for (const [a, b, wire] of LEVEL)
    if (has.has(a) && has.has(b)) wires.push({ key: `${a}~${b}`, a, b, way: 'level', wire });
  for (const { key, kind, parts } of stops) {
    const watches = kind === 'kube-scheduler' || kind === 'kube-controller-manager' || kind === 'node';
    if (watches && has.has('kube-apiserver'))
      wires.push({ key: `kube-apiserver~${key}`, a: 'kube-apiserver', b: key, way: 'above', wire: 'watch' });
    if (parts.length > 1)
      wires.push({
        key: `${key}~${key}`,
        a: key,
        b: key,
        way: 'inside',
        wire: kind === 'etcd' ? 'raft' : 'cri',
      });
  }
  return wires;
}

/** The wire that a message takes; undefined for parts that are not on the strip. */
export function wireOfHop(
  stops: readonly Stop[],
  wires: readonly StripWire[],
  hop: HopEvent,
): { readonly wire: StripWire; readonly fromA: boolean } | undefined {
  const from = stops.find((stop) => stop.parts.includes(hop.from))?.key;
  const to = stops.find((stop) => stop.parts.includes(hop.to))?.key;
  const wire = wires.find((w) => (w.a === from && w.b === to) || (w.a === to && w.b === from));
  return wire && { wire, fromA: wire.a === from };
}

/** True if the fault lies on the wire: nothing passes, or not everything. */
export function faultOn(fault: Fault, wire: StripWire, stops: readonly Stop[]): boolean {
  if (wire.way === 'inside') return false;
  const partsOf = (key: string) => stops.find((stop) => stop.key === key)?.parts ?? [];
  const touches = (part: PartId) => partsOf(wire.a).includes(part) || partsOf(wire.b).includes(part);
  if (fault.kind === 'isolate') return touches(fault.part);
  if (fault.kind !== 'cut' && fault.kind !== 'loss' && fault.kind !== 'delay') return false;
  const joins = (a: PartId, b: PartId) => partsOf(wire.a).includes(a) && partsOf(wire.b).includes(b);
  return joins(fault.a, fault.b) || joins(fault.b, fault.a);
}

export interface StripScene {
  readonly stops: readonly Stop[];
  readonly wires: readonly StripWire[];
  readonly places: ReadonlyMap<string, Place>;
  readonly flying: readonly HopEvent[];
  readonly us: number;
  readonly paused: boolean;
  readonly still: boolean;
}

/** Tokens of one lane. All that goes over the boxes shares one lane, whoever it is for. */
export interface LaneOfTokens {
  readonly key: string;
  readonly way: StripWire['way'];
  readonly tokens: readonly LaneToken[];
}

const CLEAR = 5;

/** Half the width of the loop under a box, from port to port. */
export const loopHalf = ({ width }: Place): number => Math.min(58, width / 2 - 6);

const middleOf = ({ left, width }: Place): number => left + width / 2;

/** Where the messages of this instant stand on the strip. */
export function stripTokens(scene: StripScene): readonly LaneOfTokens[] {
  const lanes = new Map<
    string,
    { way: StripWire['way']; from: number; to: number; travellers: Traveller[] }
  >();
  for (const hop of scene.flying) {
    const found = wireOfHop(scene.stops, scene.wires, hop);
    const a = found && scene.places.get(found.wire.a);
    const b = found && scene.places.get(found.wire.b);
    if (!found || !a || !b) continue;
    const { wire, fromA } = found;
    const [from, to] = reachOf(wire, a, b);
    const key = wire.way === 'above' ? 'above' : wire.key;
    const lane = lanes.get(key) ?? { way: wire.way, from, to, travellers: [] };
    const share = shareOfWay(hop, scene.us, scene.still);
    const toRight = wire.way === 'inside' ? hop.from < hop.to : fromA;
    lane.travellers.push({ hop, x: from + (to - from) * (toRight ? share : 1 - share), toRight });
    lanes.set(key, { ...lane, from: Math.min(lane.from, from), to: Math.max(lane.to, to) });
  }
  return [...lanes].map(([key, { way, from, to, travellers }]) => ({
    key,
    way,
    tokens: placeOnLane(travellers, from, to, scene.paused),
  }));
}

function reachOf(wire: StripWire, a: Place, b: Place): readonly [number, number] {
  if (wire.way === 'level') return [a.left + a.width + CLEAR, b.left - CLEAR];
  if (wire.way === 'above') return [middleOf(a) + CLEAR, middleOf(b) - CLEAR];
  return [middleOf(a) - loopHalf(a), middleOf(a) + loopHalf(a)];
}

/** Wires with something under way or open: these wear their colour. */
export function litWires(scene: StripScene, open: readonly HopEvent[]): ReadonlySet<string> {
  const lit = new Set<string>();
  for (const hop of [...scene.flying, ...open]) {
    if (open.includes(hop) && isStream(hop)) continue;
    const found = wireOfHop(scene.stops, scene.wires, hop);
    if (found) lit.add(found.wire.key);
  }
  return lit;
}
