import type { Action } from '../../../protocol/action.ts';
import type { ActiveFault, Fault, FaultKind } from '../../../protocol/fault.ts';
import type { PartId } from '../../../protocol/ids.ts';
import type { LinkEntry, RosterEntry } from '../../../protocol/update.ts';
import { nodeOf } from '../../canvas/view/pod-view.ts';
import type { Sayable } from '../../kit/i18n.ts';
import type { Selection } from '../../session/state.ts';
import type { TraceWindow } from '../../session/trace-window.ts';

/** One line of the menu: what happens when it is chosen. */
export interface FaultOption {
  readonly id: string;
  readonly kind: FaultKind | 'heal' | 'kubectl';
  readonly label: Sayable;
  /** What it means, in half a sentence. */
  readonly hint: Sayable;
  readonly action: Action;
}

/** Options under a heading: a part, a link, a message. */
export interface FaultGroup {
  readonly id: string;
  readonly title: Sayable;
  readonly options: readonly FaultOption[];
}

/** The world as the menu needs it, at the playhead. */
export interface FaultScene {
  readonly trace: TraceWindow;
  readonly us: number;
  readonly roster: readonly RosterEntry[];
  readonly links: readonly LinkEntry[];
  readonly nameOf: (part: PartId) => string;
}

export const SLOW_FACTOR = 8;
const DELAYS_IN_US = [200_000, 2_000_000];
const LOSS_SHARE = 0.3;
const MESSAGE_DELAY_IN_US = 1_000_000;

/** `a~b` → both ends. */
export function endsOf(edge: string): readonly [PartId, PartId] {
  const tilde = edge.indexOf('~');
  return [edge.slice(0, tilde), edge.slice(tilde + 1)];
}

/** Faults that are on at a part itself. */
export function faultsOn(faults: readonly ActiveFault[], part: PartId): readonly ActiveFault[] {
  return faults.filter(({ fault }) => 'part' in fault && fault.part === part);
}

/** Faults that lie on the link between two parts, an isolated end included. */
export function linkFaults(faults: readonly ActiveFault[], a: PartId, b: PartId): readonly ActiveFault[] {
  return faults.filter(({ fault }) => {
    if ('a' in fault) return (fault.a === a && fault.b === b) || (fault.a === b && fault.b === a);
    return fault.kind === 'isolate' && (fault.part === a || fault.part === b);
  });
}

/** A fault that is on, in words: `etcd-2 ↔ etcd-3 cut`. */
export function faultWords(fault: Fault, nameOf: (part: PartId) => string): Sayable {
  const code = `fault.on.${fault.kind}`;
  if ('part' in fault)
    return { code, params: { part: nameOf(fault.part), factor: fault.kind === 'slow' ? fault.factor : 1 } };
  if ('a' in fault) {
    const more: Readonly<Record<string, number>> =
      fault.kind === 'delay'
        ? { delay: fault.delayInUs }
        : fault.kind === 'loss'
          ? { share: Math.round(fault.share * 100) }
          : {};
    return { code, params: { a: nameOf(fault.a), b: nameOf(fault.b), ...more } };
  }
  return { code, params: { hop: fault.hop, delay: fault.kind === 'delay-message' ? fault.delayInUs : 0 } };
}

/** Everything that may go wrong with a target, only what applies to it now. */
export function faultGroups(target: Selection, scene: FaultScene): readonly FaultGroup[] {
  switch (target.kind) {
    case 'part':
      return [partGroup(target.id, scene), ...linkGroups(target.id, scene)];
    case 'edge':
      return [linkGroup(...endsOf(target.id), scene)];
    case 'hop':
      return messageGroups(Number(target.id), scene);
    case 'event':
      return eventGroups(Number(target.id), scene);
    case 'pod':
      return podGroups(target.id, scene);
    case 'object':
      return target.id.startsWith('nodes/')
        ? nodeParts(target.id.slice('nodes/'.length), scene)
        : [deleteGroup(target.id)];
  }
}

const causing = (fault: Fault): Action => ({ kind: 'fault', fault });

function option(kind: FaultKind, fault: Fault, params: Sayable['params'], id: string = kind): FaultOption {
  return {
    id,
    kind,
    label: { code: `fault.do.${kind}`, params },
    hint: { code: `fault.hint.${kind}`, params },
    action: causing(fault),
  };
}

function healOptions(active: readonly ActiveFault[], scene: FaultScene): readonly FaultOption[] {
  return active.map(({ id, fault }) => ({
    id: `heal-${id}`,
    kind: 'heal',
    label: { code: 'fault.do.heal' },
    hint: faultWords(fault, scene.nameOf),
    action: { kind: 'heal', fault: id },
  }));
}

function partGroup(part: PartId, scene: FaultScene): FaultGroup {
  const active = faultsOn(scene.trace.faultsAt(scene.us), part);
  const on = new Set<string>(active.map(({ fault }) => fault.kind));
  const gone = on.has('stop') || on.has('crash');
  const isClient = scene.roster.find((entry) => entry.id === part)?.kind === 'kubectl';
  const params = { part: scene.nameOf(part), factor: SLOW_FACTOR };
  const options: FaultOption[] = [...healOptions(active, scene)];
  if (!gone && !isClient) {
    options.push(
      option('crash', { kind: 'crash', part }, params),
      option('stop', { kind: 'stop', part }, params),
      option('restart', { kind: 'restart', part }, params),
    );
  }
  if (!gone && !isClient && !on.has('pause')) options.push(option('pause', { kind: 'pause', part }, params));
  if (!gone && !on.has('slow'))
    options.push(option('slow', { kind: 'slow', part, factor: SLOW_FACTOR }, params));
  if (!on.has('isolate')) options.push(option('isolate', { kind: 'isolate', part }, params));
  return { id: part, title: { code: 'fault.group.part', params }, options };
}

/** Links of a part to cut, one line each. */
function linkGroups(part: PartId, scene: FaultScene): readonly FaultGroup[] {
  const peers = [
    ...new Set(scene.links.flatMap((link) => (link.a === part ? [link.b] : link.b === part ? [link.a] : []))),
  ];
  const faults = scene.trace.faultsAt(scene.us);
  const options = peers
    .filter((peer) => !linkFaults(faults, part, peer).some(({ fault }) => fault.kind === 'cut'))
    .map((peer) =>
      option(
        'cut',
        { kind: 'cut', a: part, b: peer },
        { a: scene.nameOf(part), b: scene.nameOf(peer) },
        `cut-${peer}`,
      ),
    );
  return options.length === 0
    ? []
    : [
        {
          id: `${part}-links`,
          title: { code: 'fault.group.links', params: { part: scene.nameOf(part) } },
          options,
        },
      ];
}

function linkGroup(a: PartId, b: PartId, scene: FaultScene): FaultGroup {
  const active = linkFaults(scene.trace.faultsAt(scene.us), a, b);
  const on = new Set<string>(active.map(({ fault }) => fault.kind));
  const params = { a: scene.nameOf(a), b: scene.nameOf(b) };
  const options: FaultOption[] = [...healOptions(active, scene)];
  if (!on.has('cut') && !on.has('isolate')) {
    options.push(option('cut', { kind: 'cut', a, b }, params));
    if (!on.has('delay'))
      for (const delayInUs of DELAYS_IN_US)
        options.push(
          option(
            'delay',
            { kind: 'delay', a, b, delayInUs },
            { ...params, delay: delayInUs },
            `delay-${delayInUs}`,
          ),
        );
    if (!on.has('loss'))
      options.push(
        option('loss', { kind: 'loss', a, b, share: LOSS_SHARE }, { ...params, share: LOSS_SHARE * 100 }),
      );
  }
  return { id: `${a}~${b}`, title: { code: 'fault.group.link', params }, options };
}

/** A message on its way, then the link it is on. TCP drops a second copy, so only one-way messages can arrive twice. */
function messageGroups(id: number, scene: FaultScene): readonly FaultGroup[] {
  const hop = scene.trace.hopById(id);
  if (hop === undefined) return [];
  const link = linkGroup(hop.from, hop.to, scene);
  if (scene.us < hop.atUs || scene.us >= hop.dueAtUs) return [link];
  const params = { verb: hop.verb, delay: MESSAGE_DELAY_IN_US };
  const tcp = hop.wire !== 'raft';
  const drop = option('drop-message', { kind: 'drop-message', hop: id }, params);
  const options: FaultOption[] = [
    tcp ? { ...drop, hint: { code: 'fault.hint.drop-segment', params } } : drop,
    option('delay-message', { kind: 'delay-message', hop: id, delayInUs: MESSAGE_DELAY_IN_US }, params),
    ...(tcp ? [] : [option('duplicate-message', { kind: 'duplicate-message', hop: id }, params)]),
  ];
  return [{ id: `hop-${id}`, title: { code: 'fault.group.message', params }, options }, link];
}

function eventGroups(id: number, scene: FaultScene): readonly FaultGroup[] {
  const event = scene.trace.eventById(id);
  if (event === undefined) return [];
  if (event.kind === 'hop') return messageGroups(id, scene);
  return event.part === '' ? [] : [partGroup(event.part, scene)];
}

function kubectlOption(line: string, code: string, name: string): FaultOption {
  return {
    id: line,
    kind: 'kubectl',
    label: { code, params: { name } },
    hint: { code: 'fault.hint.kubectl', params: { line } },
    action: { kind: 'kubectl', session: 't1', line },
  };
}

function podGroups(key: string, scene: FaultScene): readonly FaultGroup[] {
  const node = nodeOf(scene.trace.objectAt(key, scene.us)?.object);
  return [deleteGroup(key), ...(node === '' ? [] : nodeParts(node, scene))];
}

function deleteGroup(key: string): FaultGroup {
  const [resource = '', ...rest] = key.split('/');
  const name = rest.at(-1) ?? '';
  const flag = rest.length > 1 && rest[0] !== 'default' ? ` -n ${rest[0]}` : '';
  const word = resource === 'pods' ? 'pod' : resource;
  return {
    id: key,
    title: { code: 'fault.group.object', params: { name } },
    options: [kubectlOption(`kubectl delete ${word} ${name}${flag}`, 'fault.do.delete', name)],
  };
}

/** What runs on a machine: its kubelet and its runtime. */
function nodeParts(node: string, scene: FaultScene): readonly FaultGroup[] {
  return scene.roster.filter((entry) => entry.machine === node).map((entry) => partGroup(entry.id, scene));
}
