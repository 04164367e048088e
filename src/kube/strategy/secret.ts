/** Models pkg/registry/core/secret/strategy.go, and the conversion that takes stringData in. */
import type { Secret } from '../types/config.ts';
import type { KubeObject } from '../value.ts';
import type { Strategy } from './strategy.ts';

/** UTF-8 text as base64, without a browser or Node. */
function base64(text: string): string {
  const bytes: number[] = [];
  for (const char of text) {
    const c = char.codePointAt(0) as number;
    if (c < 0x80) bytes.push(c);
    else if (c < 0x800) bytes.push(0xc0 | (c >> 6), 0x80 | (c & 63));
    else if (c < 0x10000) bytes.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
    else bytes.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
  }
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const n = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out +=
      (letters[n >> 18] as string) +
      letters[(n >> 12) & 63] +
      (i + 1 < bytes.length ? letters[(n >> 6) & 63] : '=') +
      (i + 2 < bytes.length ? letters[n & 63] : '=');
  }
  return out;
}

/** `stringData` is written, never read: it goes into `data` as base64. */
function withStringData(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object as Secret;
  if (stringData === undefined) return object;
  const encoded = Object.fromEntries(Object.entries(stringData).map(([key, text]) => [key, base64(text)]));
  return { ...(rest as Secret), data: { ...(object as Secret).data, ...encoded } };
}

export const secretStrategy: Strategy = {
  prepareForCreate: withStringData,
  prepareForUpdate: (next) => withStringData(next),
};
