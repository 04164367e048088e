/** Plays recorded HTTP requests against the part: facts about a real server, where a folder with recordings is at hand. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Status } from '../../../../kube/status.ts';
import type { HttpRequest, HttpResponse } from '../../../wires/http.ts';
import { type Rig, rig } from './rig.ts';

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

const mask = (text: string | undefined) =>
  (text ?? '')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|<uid>/g, '*')
    .replace(/\b\d+\b|<rv>|<id>|<time>/g, '#');

function filled(value: unknown, captured: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string')
    return value.replace(/\$\{(\w+)\}/g, (all, name: string) => captured[name] ?? all);
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
  return String(
    pointer
      .split('/')
      .slice(1)
      .reduce<unknown>((v, part) => (v as Record<string, unknown> | undefined)?.[part], value),
  );
}

interface Recording {
  readonly requests: readonly Recorded[];
  readonly normal: Readonly<Record<string, Answer>>;
  readonly unstable: readonly string[];
}

function recordingOf(file: string): Recording | undefined {
  const cases = join(ORACLE, 'http', `${file}.json`);
  if (!existsSync(cases)) return undefined;
  const { requests } = JSON.parse(readFileSync(cases, 'utf8')) as Pick<Recording, 'requests'>;
  return {
    ...(JSON.parse(readFileSync(join(ORACLE, 'http-recordings', `${file}.json`), 'utf8')) as Recording),
    requests,
  };
}

/** One request; what is captured from its answer goes into later ones. */
function play(
  { send, run, heard }: Rig,
  recorded: Recorded,
  captured: Record<string, string>,
): HttpResponse | undefined {
  const { method = 'GET', headers = {}, body, path } = filled(recorded, captured) as Recorded;
  const contentType = headers['Content-Type'] ?? (body === undefined ? '' : 'application/json');
  const data = parsed(body);
  const id = send(method, path, data instanceof Text ? body : data, {
    contentType,
    accept: headers['Accept'] ?? 'application/json',
  });
  run(4_000_000);
  const answer = heard(id).find((m): m is HttpResponse => m.kind === 'response');
  for (const [name, pointer] of Object.entries(recorded.capture ?? {}))
    captured[name] = pick(answer?.body, pointer);
  return answer;
}

function agrees(answer: HttpResponse | undefined, real: Answer): boolean {
  if (answer?.code !== real.status) return false;
  // Where the recording leaves an object or a list of causes out, there are no words to compare.
  if (real.status < 400 || /<object>|<causes>/.test(real.body?.message ?? '')) return true;
  return mask((answer.body as Partial<Status> | null)?.message) === mask(real.body?.message);
}

/** Ids of the requests of a file that were answered with another code, or refused in other words, than a real server did; undefined without recordings. */
export function differences(
  file: string,
): { readonly played: number; readonly wrong: readonly string[] } | undefined {
  const recording = recordingOf(file);
  if (recording === undefined) return undefined;
  const server = rig();
  const captured: Record<string, string> = {};
  const wrong: string[] = [];
  let played = 0;
  for (const recorded of recording.requests) {
    if (recorded.settle !== undefined) server.run(recorded.settle * 1_000_000);
    if (recorded.id === undefined) continue;
    const answer = play(server, recorded, captured);
    const real = recording.normal[recorded.id];
    if (
      real === undefined ||
      recording.unstable.includes(recorded.id) ||
      recorded.as !== undefined ||
      parsed(recorded.body) instanceof Text
    )
      continue;
    played += 1;
    if (!agrees(answer, real)) wrong.push(recorded.id);
  }
  return { played, wrong };
}
