import type { PartId } from '../../../protocol/ids.ts';
import type { TraceEvent } from '../../../protocol/trace.ts';
import { countUpTo } from '../../session/sorted-index.ts';
import type { Selection } from '../../session/state.ts';
import type { TraceWindow } from '../../session/trace-window.ts';
import { nodeOf } from './pod-view.ts';

/** Events that are looked at backwards for what happened last. */
const LOOK_BACK = 400;

export interface Concern {
  readonly trace: TraceWindow;
  readonly us: number;
  readonly selection: Selection | null;
  /** Machine of a part; nothing for parts that stand on none that is drawn. */
  readonly machineOf: ReadonlyMap<PartId, string>;
  readonly max: number;
}

/** The machines that the playhead's instant is about: what is chosen first, then what goes on, then what went on last. */
export function machinesConcerned(concern: Concern): readonly string[] {
  const { trace, us, max } = concern;
  const found = new Set<string>(chosenMachines(concern));
  const events = trace.foreground;
  const end = countUpTo(events, us, (event) => event.atUs);
  for (let index = end - 1; index >= Math.max(0, end - LOOK_BACK) && found.size < max; index -= 1) {
    const event = events[index];
    if (event) for (const machine of machinesOf(event, concern)) if (found.size < max) found.add(machine);
  }
  return [...found].slice(0, max).sort();
}

function chosenMachines(concern: Concern): readonly string[] {
  const { trace, us, selection, machineOf } = concern;
  if (selection === null) return [];
  const { kind, id } = selection;
  if (kind === 'hop' || kind === 'event') {
    const event = trace.eventById(Number(id));
    return event ? machinesOf(event, concern) : [];
  }
  if (kind === 'pod' || id.startsWith('pods/')) return known([nodeOf(trace.objectAt(id, us)?.object)]);
  if (id.startsWith('nodes/')) return [id.slice('nodes/'.length)];
  return known(id.split('~').map((part) => machineOf.get(part)));
}

function machinesOf(event: TraceEvent, { machineOf }: Concern): readonly string[] {
  if (event.kind === 'hop') return known([machineOf.get(event.from), machineOf.get(event.to)]);
  return event.kind === 'phase' ? known([machineOf.get(event.part)]) : [];
}

const known = (machines: readonly (string | undefined)[]): readonly string[] =>
  machines.filter((machine): machine is string => machine !== undefined && machine !== '');
