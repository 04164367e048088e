import { safeEncode } from './names.ts';
import type { PodTemplateSpec } from './types/pod.ts';

const FNV_START = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

function mix(hash: number, text: string): number {
  let h = hash;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), FNV_PRIME);
  return h;
}

function mixValue(hash: number, value: unknown): number {
  if (Array.isArray(value))
    return mix(
      value.reduce<number>((h, item) => mixValue(h, item), mix(hash, '[')),
      ']',
    );
  if (typeof value !== 'object' || value === null) return mix(hash, `${typeof value} ${String(value)};`);
  let h = mix(hash, '{');
  for (const key of Object.keys(value).sort()) {
    const field = (value as Record<string, unknown>)[key];
    if (field !== undefined) h = mixValue(mix(h, `${key}:`), field);
  }
  return mix(h, '}');
}

/**
 * The `pod-template-hash` of a template. Models controller.ComputeHash: FNV-1a, the collision count mixed in last, encoded without vowels.
 * Upstream hashes Go's dump of the struct, which no other language can reproduce; here the sorted JSON is hashed, so the letters differ
 * from a real cluster's while everything that depends on them does not.
 */
export function podTemplateHash(template: PodTemplateSpec, collisionCount?: number): string {
  let h = mixValue(FNV_START, template);
  if (collisionCount !== undefined)
    for (let i = 0; i < 8; i += 1)
      h = Math.imul(h ^ (i < 4 ? (collisionCount >>> (8 * i)) & 0xff : 0), FNV_PRIME);
  return safeEncode(String(h >>> 0));
}
