import type { Face } from '../../../protocol/face.ts';
import type { Fault } from '../../../protocol/fault.ts';
import type { RosterEntry } from '../../../protocol/update.ts';
import { nodeOf, nodeView, podView } from '../../canvas/view/pod-view.ts';
import type { TraceWindow } from '../../session/trace-window.ts';

/** One place of the map that is not the same on both branches. */
export interface Difference {
  /** What lights it on the map: the first part of a kind, or `nodes/…` for a machine. */
  readonly key: string;
  readonly part: string;
  readonly machine: string;
}

/**
 * Places of the map that a person would call different at one instant: machines, and the parts of one kind together. What always runs apart
 * by microseconds (revisions, timers, messages on the way) is left out: compared are states, faults, roles, who waits for what, and the
 * Pods on each machine. kubectl is no place of the cluster.
 */
export function differencesAt(
  a: TraceWindow,
  b: TraceWindow,
  us: number,
  roster: readonly RosterEntry[],
): readonly Difference[] {
  const says = [placesOf(a, us, roster), placesOf(b, us, roster)] as const;
  const found: Difference[] = [];
  for (const [key, { part, machine, said }] of says[0])
    if (said !== says[1].get(key)?.said) found.push({ key, part, machine });
  return found;
}

interface Place {
  readonly part: string;
  readonly machine: string;
  readonly said: string;
}

/** What each place says, as text that can be compared. */
function placesOf(
  trace: TraceWindow,
  us: number,
  roster: readonly RosterEntry[],
): ReadonlyMap<string, Place> {
  const pods = podsByNode(trace, us);
  const places = new Map<string, Place>();
  for (const { id, kind, machine } of roster) {
    if (kind === 'kubectl') continue;
    const inMachine = kind === 'kubelet' || kind === 'runtime';
    const key = inMachine ? `nodes/${machine}` : (roster.find((entry) => entry.kind === kind)?.id ?? id);
    const known = places.get(key);
    const before = known?.said ?? (inMachine ? JSON.stringify(machineAt(trace, us, machine, pods)) : '');
    const said = `${before}${JSON.stringify(partAt(trace, us, id))}`;
    places.set(key, { part: known?.part ?? id, machine, said });
  }
  return places;
}

function partAt(trace: TraceWindow, us: number, part: string): unknown {
  const face = trace.faceAt(part, us);
  return [face?.status, faultsOn(trace, us, part), face === undefined ? null : standing(face)];
}

/** What stays for a while and a person would name. */
function standing({ detail }: Face): unknown {
  switch (detail.kind) {
    case 'etcd':
      return [detail.role, detail.leader];
    case 'kube-apiserver':
      return [
        detail.etcdEndpoint,
        detail.watches.map(({ client, uri }) => `${client} ${uri.split('?')[0] ?? ''}`).sort(),
      ];
    case 'kube-scheduler':
      return [detail.leader, ...[detail.unschedulable, detail.backoff].map((rows) => rows.map((r) => r.pod))];
    case 'kube-controller-manager':
      return [detail.leader, detail.controllers.map((one) => one.backoff.map((row) => row.key))];
    default:
      return null;
  }
}

function machineAt(
  trace: TraceWindow,
  us: number,
  machine: string,
  pods: ReadonlyMap<string, readonly string[]>,
): unknown {
  const { status, unschedulable } = nodeView(trace.objectAt(`nodes/${machine}`, us)?.object);
  return [status, unschedulable, pods.get(machine) ?? []];
}

/** Name and printed status of every Pod, by the node that it is bound to. */
function podsByNode(trace: TraceWindow, us: number): ReadonlyMap<string, readonly string[]> {
  const byNode = new Map<string, string[]>();
  for (const { key, object } of trace.objectsAt(us, 'pods/')) {
    const node = nodeOf(object);
    const { word, status } = podView(key, object, undefined, true);
    byNode.set(node, [...(byNode.get(node) ?? []), `${key} ${word} ${status}`]);
  }
  return byNode;
}

function faultsOn(trace: TraceWindow, us: number, part: string): readonly string[] {
  return trace
    .faultsAt(us)
    .filter(({ fault }) => isOn(fault, part))
    .map(({ fault }) => fault.kind)
    .sort();
}

const isOn = (fault: Fault, part: string): boolean =>
  'part' in fault ? fault.part === part : 'a' in fault && (fault.a === part || fault.b === part);
