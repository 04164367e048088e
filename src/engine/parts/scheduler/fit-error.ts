import type { Rejection } from './framework.ts';

/** `0/3 nodes are available: 1 Insufficient cpu, 2 …`: reasons counted over the nodes, sorted as text. Models framework.FitError. */
function histogram(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const texts = [...counts].map(([reason, count]) => `${count} ${reason}`);
  return texts.sort().join(', ');
}

function sentence(nodes: number, reasons: readonly string[]): string {
  const text = `0/${nodes} nodes are available`;
  return reasons.length === 0 ? `${text}.` : `${text}: ${histogram(reasons)}.`;
}

/** What DefaultPreemption says when it finds nobody to evict. */
function preemptionReasons(nodes: number, rejections: readonly (Rejection | null)[]): readonly string[] {
  const helpable = rejections.filter((rejection) => rejection?.resolvable).length;
  const reasons: string[] = [];
  for (let i = 0; i < nodes - helpable; i += 1) reasons.push('Preemption is not helpful for scheduling');
  for (let i = 0; i < helpable; i += 1) reasons.push('No preemption victims found for incoming pod');
  return reasons;
}

/** The sentence of the Pod's condition and its FailedScheduling Event, preemption's part included. `restrictedBy`: plugins that named the nodes. */
export function fitErrorMessage(
  nodes: number,
  rejections: readonly (Rejection | null)[],
  restrictedBy: readonly string[],
): string {
  if (nodes === 0) return 'no nodes available to schedule pods';
  const reasons: string[] = [];
  for (const rejection of rejections) if (rejection !== null) reasons.push(...rejection.reasons);
  for (let i = rejections.length; i < nodes; i += 1)
    reasons.push(`node(s) didn't satisfy plugin(s) [${restrictedBy.join(' ')}]`);
  return `${sentence(nodes, reasons)} no new claims to deallocate, preemption: ${sentence(nodes, preemptionReasons(nodes, rejections))}`;
}
