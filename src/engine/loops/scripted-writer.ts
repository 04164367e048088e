/** For tests only: somebody who writes to the API at given times. */
import { scriptedPart } from '../kernel/harness.ts';
import type { Part } from '../kernel/part.ts';
import type { HttpRequest } from '../wires/http.ts';

export interface ScriptedWrite {
  readonly atUs: number;
  readonly method: HttpRequest['method'];
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
}

export function scriptedWriter(api: string, writes: readonly ScriptedWrite[]): Part {
  const part = scriptedPart('writer', (delivery, context) => {
    const write = delivery.kind === 'timer' ? writes[Number(delivery.name)] : undefined;
    if (write === undefined || delivery.kind !== 'timer') return;
    const { method, path, contentType = 'application/json' } = write;
    const body: HttpRequest = {
      kind: 'request',
      id: Number(delivery.name),
      method,
      path,
      query: [],
      contentType,
      accept: '',
      userAgent: 'writer',
      credential: 'kubernetes-admin',
      kubectlCommand: '',
      body: write.body ?? null,
    };
    context.send({ to: api, wire: 'http', verb: method, label: path, role: 'request', body });
  });
  return {
    ...part,
    start: (_disk, context) => {
      writes.forEach(({ atUs }, i) => context.timer({ name: String(i), afterInUs: atUs }));
      return [];
    },
  } as Part;
}
