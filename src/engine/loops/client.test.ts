import { describe, expect, it } from 'vitest';
import { runUntil, scriptedPart, testKernel } from '../kernel/harness.ts';
import type { Context, Delivery, Part } from '../kernel/part.ts';
import type { HttpMessage } from '../wires/http.ts';
import { type ClientEvent, type ClientState, createClient, handleDelivery, request } from './client.ts';

const CONFIG = {
  name: 'c',
  channel: 3,
  apiserver: 'api',
  userAgent: 'test/v1',
  credential: 'someone',
  qps: 20,
  burst: 30,
};

interface Probe {
  readonly client: ClientState;
  readonly events: readonly { readonly atUs: number; readonly event: ClientEvent }[];
}

/** A part that is nothing but a client; it makes its requests when it starts. */
function clientPart(begin: (client: ClientState, context: Context) => ClientState): Part<Probe> {
  return {
    ...(scriptedPart('client') as unknown as Part<Probe>),
    start: (_disk, context) => ({ client: begin(createClient(CONFIG), context), events: [] }),
    handle: (state, delivery: Delivery, context) => {
      const { client, event } = handleDelivery(state.client, delivery, context);
      return { client, events: event ? [...state.events, { atUs: context.nowUs, event }] : state.events };
    },
  };
}

function get(path: string) {
  return { method: 'GET' as const, path, purpose: { for: 'test', path } };
}

function server(
  answer: (message: HttpMessage, context: Context, delivery: Extract<Delivery, { kind: 'message' }>) => void,
) {
  return scriptedPart('api', (delivery, context) => {
    if (delivery.kind === 'message') answer(delivery.body as HttpMessage, context, delivery);
  });
}

function reply(code: number, body: unknown = {}) {
  return server((message, context, delivery) => {
    const response = { kind: 'response', id: message.id, code, contentType: '', warnings: [], body };
    context.send({
      to: 'client',
      wire: 'http',
      verb: String(code),
      label: '',
      role: 'answer',
      exchange: delivery.exchange,
      body: response,
    });
  });
}

describe('a client', () => {
  it('lets its burst through at once and then one request every 50 ms, in order', () => {
    const part = clientPart((client, context) =>
      Array.from({ length: 33 }, (_, i) => `/${i}`).reduce(
        (c, path) => request(c, context, get(path)),
        client,
      ),
    );
    const kernel = testKernel([reply(200), part]);
    runUntil(kernel, 1_000_000);
    const { events } = kernel.states[1] as Probe;
    expect(events).toHaveLength(33);
    expect(events.filter(({ atUs }) => atUs < 1_000)).toHaveLength(30);
    expect(events.slice(30).map(({ atUs }) => Math.round(atUs / 1000))).toEqual([50, 100, 150]);
    expect(events.map(({ event }) => (event.kind === 'answer' ? event.purpose['path'] : ''))).toEqual(
      Array.from({ length: 33 }, (_, i) => `/${i}`),
    );
  });

  it('gives up a request after its own time-out and tells the server', () => {
    const seen: string[] = [];
    const silent = server((message) => void seen.push(message.kind));
    const kernel = testKernel([
      silent,
      clientPart((client, context) => request(client, context, { ...get('/slow'), timeoutInUs: 5_000_000 })),
    ]);
    runUntil(kernel, 6_000_000);
    expect(
      (kernel.states[1] as Probe).events.map(({ atUs, event }) => [atUs >= 5_000_000, event.kind]),
    ).toEqual([[true, 'timeout']]);
    expect(seen).toEqual(['request', 'cancel']);
  });

  it('comes again when the server says so, and hands over the last answer', () => {
    let asked = 0;
    const busy = server((message, context, delivery) => {
      asked += 1;
      const body = asked < 3 ? { kind: 'Status', details: { retryAfterSeconds: 1 } } : { kind: 'Pod' };
      const response = {
        kind: 'response',
        id: message.id,
        code: asked < 3 ? 429 : 200,
        contentType: '',
        warnings: [],
        body,
      };
      context.send({
        to: 'client',
        wire: 'http',
        verb: '',
        label: '',
        role: 'answer',
        exchange: delivery.exchange,
        body: response,
      });
    });
    const kernel = testKernel([busy, clientPart((client, context) => request(client, context, get('/a')))]);
    runUntil(kernel, 5_000_000);
    const { events, client } = kernel.states[1] as Probe;
    expect(events.map(({ event }) => event.kind === 'answer' && event.response.code)).toEqual([200]);
    expect(asked).toBe(3);
    expect(client.pending.size).toBe(0);
  });

  it('numbers its requests so that another client of the same part is never meant', () => {
    const kernel = testKernel([
      reply(200),
      clientPart((client, context) => request(request(client, context, get('/a')), context, get('/b'))),
    ]);
    runUntil(kernel, 10_000);
    expect((kernel.states[1] as Probe).events.map(({ event }) => 'id' in event && event.id % 16)).toEqual([
      3, 3,
    ]);
  });
});
