/**
 * Copies of what lives in the runtime's state, to be changed: fields of a draft are set anew, what they refer to is never edited. They are
 * written out because a copy by spread of an object that was itself a copy costs ten times as much.
 */
import type { CriContainer } from '../../wires/cri.ts';
import type { ContainerRecord, RuntimeState, Sandbox } from './types.ts';

type Draft<T> = { -readonly [F in keyof T]: T[F] };

export function draftOf(s: RuntimeState): Draft<RuntimeState> {
  const { sandboxes, containers, images, pulls, podCidr, lastIpOffset, usedIps, subscribers } = s;
  return { sandboxes, containers, images, pulls, podCidr, lastIpOffset, usedIps, subscribers };
}

export function draftOfSandbox(s: Sandbox): Draft<Sandbox> {
  const { id, namespace, name, podUid, value, ip, hostNetwork, createdAtUs } = s;
  return { id, namespace, name, podUid, value, ip, hostNetwork, createdAtUs };
}

export function draftOfRecord(r: ContainerRecord): Draft<ContainerRecord> {
  const { info, spec, value, program, at, wakesAtUs, endsWith, log, stopping, followers } = r;
  return { info, spec, value, program, at, wakesAtUs, endsWith, log, stopping, followers };
}

export function draftOfInfo(c: CriContainer): Draft<CriContainer> {
  const {
    id,
    sandbox,
    podUid,
    name,
    attempt,
    image,
    imageId,
    state,
    createdAtUs,
    startedAtUs,
    finishedAtUs,
    exitCode,
    reason,
  } = c;
  return {
    id,
    sandbox,
    podUid,
    name,
    attempt,
    image,
    imageId,
    state,
    createdAtUs,
    startedAtUs,
    finishedAtUs,
    exitCode,
    reason,
  };
}

export function withSandbox(state: RuntimeState, sandbox: Sandbox): RuntimeState {
  const next = draftOf(state);
  next.sandboxes = state.sandboxes.with(sandbox.id, sandbox);
  return next;
}

/** The sandbox in another state of its chart. */
export function movedTo(sandbox: Sandbox, value: string): Sandbox {
  const next = draftOfSandbox(sandbox);
  next.value = value;
  return next;
}
