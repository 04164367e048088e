import type { Fault } from '../../../protocol/fault.ts';
import { useAtPlayhead } from '../../session/hooks.ts';
import type { GraphEdge } from '../graph/model.ts';

/** `cut` shuts the link, `delay 20000` slows it, `loss 0.3` takes messages; empty if it is well. One string, so that it compares. */
export function useEdgeFault(edge: GraphEdge): string {
  return useAtPlayhead((trace, us) => {
    for (const { fault } of trace.faultsAt(us)) {
      const said = faultOnEdge(fault, edge);
      if (said !== '') return said;
    }
    return '';
  });
}

/** What one fault does to an edge. Isolation of a part cuts every edge of it. */
export function faultOnEdge(fault: Fault, edge: GraphEdge): string {
  const touches = (part: string): boolean => edge.pairs.some(([a, b]) => a === part || b === part);
  if (fault.kind === 'isolate') return touches(fault.part) ? 'cut' : '';
  if (fault.kind !== 'cut' && fault.kind !== 'delay' && fault.kind !== 'loss') return '';
  const joins = edge.pairs.some(
    ([a, b]) => (a === fault.a && b === fault.b) || (a === fault.b && b === fault.a),
  );
  if (!joins) return '';
  if (fault.kind === 'cut') return 'cut';
  return fault.kind === 'delay' ? `delay ${fault.delayInUs}` : `loss ${fault.share}`;
}
