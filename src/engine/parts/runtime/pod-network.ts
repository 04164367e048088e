import { draftOf } from './draft.ts';
import type { RuntimeState } from './types.ts';

function toNumber(address: string): number {
  let n = 0;
  let part = 0;
  for (let i = 0; i <= address.length; i += 1) {
    const c = address.charCodeAt(i);
    if (c >= 48 && c <= 57) part = part * 10 + c - 48;
    else {
      n = n * 256 + part;
      part = 0;
    }
  }
  return n;
}

function toText(n: number): string {
  return `${Math.floor(n / 16_777_216) % 256}.${Math.floor(n / 65_536) % 256}.${Math.floor(n / 256) % 256}.${n % 256}`;
}

/**
 * CNI ADD by the bridge and host-local plugins: the next free address of the node's range after the last one given, round and round.
 * Network address, bridge (first host) and broadcast are never given. Undefined when the range is used up.
 */
export function takeAddress(
  state: RuntimeState,
): { readonly ip: string; readonly state: RuntimeState } | undefined {
  const slash = state.podCidr.indexOf('/');
  const base = toNumber(state.podCidr.slice(0, slash));
  let size = 1;
  for (let bits = Number(state.podCidr.slice(slash + 1)); bits < 32; bits += 1) size *= 2;
  for (let tries = 0; tries < size; tries += 1) {
    const offset = 2 + ((state.lastIpOffset - 1 + tries) % Math.max(1, size - 3));
    const ip = toText(base + offset);
    if (state.usedIps.has(ip)) continue;
    const next = draftOf(state);
    next.lastIpOffset = offset;
    next.usedIps = state.usedIps.with(ip, true);
    return { ip, state: next };
  }
  return undefined;
}

/** CNI DEL. */
export function giveBack(state: RuntimeState, ip: string): RuntimeState {
  if (ip === '') return state;
  const next = draftOf(state);
  next.usedIps = state.usedIps.without(ip);
  return next;
}
