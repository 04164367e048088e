/** Plays recorded HTTP requests against the part: facts about a real server, where a folder with recordings is at hand. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Status } from '../../../../kube/status.ts';
import type { HttpRequest } from '../../../wires/http.ts';
import { rig } from './rig.ts';

export const ORACLE = process.env['ORACLE_DIR'] ?? '../shared/oracle';

interface Recorded {
  readonly id?: string;
  readonly settle?: number;
  readonly method?: HttpRequest['method'];
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: unknown;
  readonly as?: unknown;
  readonly capture?: Readonly<Record<string, string>>;
}

interface Answer {
  readonly status: number;
  readonly body?: Partial<Status>;
}

const mask = (text: string | undefined) => (text ?? '').replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|<uid>/g, '*').replace(/\b\d+\b|<rv>|<id>|<time>/g, '#');

function filled(value: unknown, captured: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return value.replace(/\$\{(\w+)\}/g, (all, name: string) => captured[name] ?? all);
  if (Array.isArray(value)) return value.map((item) => filled(item, captured));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, captured)]));
}

/** A body that is text and no JSON: whoever reads bytes refuses it; the part gets data. */
class Text {}

function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return new Text();
  }
}

function pick(value: unknown, pointer: string): string {
  return String(pointer.split('/').slice(1).reduce<unknown>((v, part) => (v as Record<string, unknown> | undefined)?.[part], value));
}

/** Ids of the requests of a file that were answered with another code, or refused in other words, than a real server did; undefined without recordings. */
export function differences(file: string): { readonly played: number; readonly wrong: readonly string[] } | undefined {
  const cases = join(ORACLE, 'http', `${file}.json`);
  if (!existsSync(cases)) return undefined;
  const { requests } = JSON.parse(readFileSync(cases, 'utf8')) as { requests: readonly Recorded[] };
  const { normal, unstable } = JSON.parse(readFileSync(join(ORACLE, 'http-recordings', `${file}.json`), 'utf8')) as { normal: Readonly<Record<string, Answer>>; unstable: readonly string[] };
  const { send, run, heard } = rig();
  const captured: Record<string, string> = {};
  const wrong: string[] = [];
  let played = 0;
  for (const recorded of requests) {
    if (recorded.settle !== undefined) run(recorded.settle * 1_000_000);
    if (recorded.id === undefined) continue;
    const { method = 'GET', headers = {}, body, path } = filled(recorded, captured) as Recorded;
    const contentType = headers['Content-Type'] ?? (body === undefined ? '' : 'application/json');
    const data = parsed(body);
    const id = send(method, path, data instanceof Text ? body : data, { contentType, accept: headers['Accept'] ?? 'application/json' });
    run(4_000_000);
    const answer = heard(id).find((m) => m.kind === 'response');
    for (const [name, pointer] of Object.entries(recorded.capture ?? {})) captured[name] = pick(answer?.body, pointer);
    const real = normal[recorded.id];
    if (real === undefined || unstable.includes(recorded.id) || recorded.as !== undefined || parsed(recorded.body) instanceof Text) continue;
    played += 1;
    // Where the recording leaves an object or a list of causes out, there are no words to compare.
    const isTold = real.status >= 400 && !/<object>|<causes>/.test(real.body?.message ?? '');
    const refusal = isTold ? mask((answer?.body as Partial<Status> | undefined)?.message) === mask(real.body?.message) : true;
    if (answer?.code !== real.status || !refusal) wrong.push(recorded.id);
  }
  return { played, wrong };
}
