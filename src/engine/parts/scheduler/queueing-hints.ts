/**
 * Which waiting Pods an event may help: only those whose refusing plugins wait for something of that kind, and only if the plugin would now
 * say otherwise. Models the EventsToRegister and QueueingHintFn of the plugins.
 */
import type { NodeInfo } from './node-info.ts';
import { filterPlugins } from './profile.ts';
import { GATES, type QueuedPod } from './queue.ts';

/** Plugins that wait for room on a node: a Pod that goes away may help them. */
const WAIT_FOR_ROOM = new Set(['NodeResourcesFit', 'NodePorts']);

/** A node came or changed: would one of the plugins that refused the Pod let it pass there? */
export function nodeMayHelp(queued: QueuedPod, node: NodeInfo): boolean {
  if (queued.rejectors.length === 0) return true;
  return filterPlugins.some(
    (plugin) => queued.rejectors.includes(plugin.name) && plugin.filter(queued.info, node) === null,
  );
}

/** A Pod left this node. */
export function freedRoomMayHelp(queued: QueuedPod, node: NodeInfo): boolean {
  return filterPlugins.some(
    (plugin) =>
      WAIT_FOR_ROOM.has(plugin.name) &&
      queued.rejectors.includes(plugin.name) &&
      plugin.filter(queued.info, node) === null,
  );
}

/** The waiting Pod itself changed: its gates are gone, or what the plugins look at is another. */
export function ownChangeMayHelp(old: QueuedPod, changed: QueuedPod): boolean {
  if (old.rejectors.includes(GATES)) return (changed.info.pod.spec.schedulingGates?.length ?? 0) === 0;
  return (
    old.info.pod.spec !== changed.info.pod.spec &&
    JSON.stringify(old.info.pod.spec) !== JSON.stringify(changed.info.pod.spec)
  );
}
