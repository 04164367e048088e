import type { Face, FaceDetail } from '../../../protocol/face.ts';
import type { Fault } from '../../../protocol/fault.ts';
import type { PartId } from '../../../protocol/ids.ts';
import { useAtPlayhead, useSessionState } from '../../session/hooks.ts';
import type { TraceWindow } from '../../session/trace-window.ts';

/** The detail of a face if it is of this kind. */
export function detailOf<K extends FaceDetail['kind']>(
  face: Face | undefined,
  kind: K,
): Extract<FaceDetail, { kind: K }> | undefined {
  return face?.detail.kind === kind ? (face.detail as Extract<FaceDetail, { kind: K }>) : undefined;
}

/** Of several replicas, the one that a card shows: who works or leads, else the first. */
export function useShownPart(parts: readonly PartId[]): PartId {
  return useAtPlayhead((trace, us) => parts.find((part) => isBusy(trace.faceAt(part, us))) ?? parts[0] ?? '');
}

function isBusy(face: Face | undefined): boolean {
  const detail = face?.detail;
  if (detail?.kind === 'kube-scheduler' || detail?.kind === 'kube-controller-manager') return detail.leader;
  return detail?.kind === 'kube-apiserver' && detail.requests.length > 0;
}

export function useIsSelected(parts: readonly PartId[]): boolean {
  return useSessionState((state) => state.selection?.kind === 'part' && parts.includes(state.selection.id));
}

export function useIsLit(keys: readonly string[]): boolean {
  return useSessionState((state) => state.highlight.some((key) => keys.includes(key)));
}

/** What a fault makes of a part; null while none is on it. Cuts are drawn on the edge. */
export type PartFault = 'stop' | 'crash' | 'pause' | 'slow' | 'isolate';

export function usePartFault(part: PartId): PartFault | null {
  return useAtPlayhead((trace, us) => faultOn(trace, us, part));
}

export function faultOn(trace: TraceWindow, us: number, part: PartId): PartFault | null {
  for (const { fault } of trace.faultsAt(us)) if (isOn(fault, part)) return fault.kind;
  return null;
}

function isOn(fault: Fault, part: PartId): fault is Extract<Fault, { kind: PartFault }> {
  return 'part' in fault && fault.part === part;
}
