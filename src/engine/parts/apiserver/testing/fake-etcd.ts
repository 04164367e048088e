/** A store of one member without Raft, for tests of the API server alone. */
import { SortedMap } from '../../../../base/sorted-map.ts';
import type { Context, Delivery, Part } from '../../../kernel/part.ts';
import type {
  EtcdCompare,
  EtcdEvent,
  EtcdKv,
  EtcdOp,
  EtcdOpResponse,
  EtcdRequest,
  EtcdResponse,
} from '../../../wires/etcd.ts';

interface Watch {
  readonly id: number;
  readonly client: string;
  readonly exchange: number;
  readonly key: string;
  readonly end: string;
}

export interface FakeEtcdState {
  readonly revision: number;
  readonly kvs: SortedMap<EtcdKv>;
  readonly watches: readonly Watch[];
  readonly history: readonly EtcdEvent[];
  readonly seen: readonly EtcdRequest[];
}

/** How much of the past it keeps. */
const KEPT = 64;

const inside = (key: string, from: string, end: string) =>
  end === '' ? key === from : key >= from && key < end;

function holds(kvs: SortedMap<EtcdKv>, compare: EtcdCompare): boolean {
  const kv = kvs.get(compare.key);
  const value =
    compare.target === 'mod'
      ? kv?.modRevision
      : compare.target === 'create'
        ? kv?.createRevision
        : kv?.version;
  return compare.result === 'equal' ? (value ?? 0) === compare.value : (value ?? 0) !== compare.value;
}

function rangeIn(kvs: SortedMap<EtcdKv>, key: string, end: string): readonly EtcdKv[] {
  if (end === '') {
    const kv = kvs.get(key);
    return kv ? [kv] : [];
  }
  return kvs.range(key, end).map(([, kv]) => kv);
}

class Work {
  state: FakeEtcdState;
  readonly context: Context;
  readonly events: EtcdEvent[] = [];
  constructor(state: FakeEtcdState, context: Context) {
    this.state = state;
    this.context = context;
  }

  change(op: EtcdOp, revision: number): EtcdOpResponse {
    const { kvs } = this.state;
    if (op.op === 'range') {
      const found = rangeIn(kvs, op.key, op.end);
      return { op: 'range', kvs: found, count: found.length, more: false };
    }
    const before = kvs.get(op.key) ?? null;
    if (op.op === 'put') {
      const kv: EtcdKv = {
        key: op.key,
        value: op.value,
        createRevision: before?.createRevision ?? revision,
        modRevision: revision,
        version: (before?.version ?? 0) + 1,
        lease: 0,
      };
      this.state = { ...this.state, revision, kvs: kvs.with(op.key, kv) };
      this.events.push({ type: 'PUT', kv, prevKv: before });
      return { op: 'put' };
    }
    if (before === null) return { op: 'delete', deleted: 0 };
    const kv: EtcdKv = {
      key: op.key,
      value: null,
      createRevision: 0,
      modRevision: revision,
      version: 0,
      lease: 0,
    };
    this.state = { ...this.state, revision, kvs: kvs.without(op.key) };
    this.events.push({ type: 'DELETE', kv, prevKv: before });
    return { op: 'delete', deleted: 1 };
  }

  answer(to: string, exchange: number, body: EtcdResponse, role: 'answer' | 'event' = 'answer'): void {
    this.context.send({ to, wire: 'etcd', verb: body.kind, label: '', body, role, exchange, afterInUs: 500 });
  }

  flush(): void {
    this.state = { ...this.state, history: [...this.state.history.slice(-KEPT), ...this.events] };
    for (const watch of this.state.watches) {
      const events = this.events.filter((e) => inside(e.kv.key, watch.key, watch.end));
      if (events.length > 0)
        this.answer(
          watch.client,
          watch.exchange,
          { kind: 'watch-events', id: watch.id, revision: this.state.revision, events, compactRevision: 0 },
          'event',
        );
    }
  }
}

function serve(work: Work, from: string, exchange: number, request: EtcdRequest): void {
  const { id } = request;
  if (request.kind === 'range') {
    const kvs = rangeIn(work.state.kvs, request.key, request.end);
    work.answer(from, exchange, {
      kind: 'range',
      id,
      revision: work.state.revision,
      kvs: request.countOnly ? [] : kvs,
      count: kvs.length,
      more: false,
    });
  } else if (request.kind === 'txn') {
    const succeeded = request.compare.every((c) => holds(work.state.kvs, c));
    const responses = (succeeded ? request.success : request.failure).map((op) =>
      work.change(op, work.state.revision + (op.op === 'range' ? 0 : 1)),
    );
    work.flush();
    work.answer(from, exchange, { kind: 'txn', id, revision: work.state.revision, succeeded, responses });
  } else if (request.kind === 'watch') {
    work.state = {
      ...work.state,
      watches: [...work.state.watches, { id, client: from, exchange, key: request.key, end: request.end }],
    };
    work.answer(from, exchange, { kind: 'watch-created', id, revision: work.state.revision }, 'event');
    const missed = work.state.history.filter(
      (e) => e.kv.modRevision >= request.startRevision && inside(e.kv.key, request.key, request.end),
    );
    if (missed.length > 0)
      work.answer(
        from,
        exchange,
        { kind: 'watch-events', id, revision: work.state.revision, events: missed, compactRevision: 0 },
        'event',
      );
  }
}

/** Holds `objects` (key → value) at revision 1; `mute` makes it silent. */
export function fakeEtcd(
  id: string,
  objects: readonly (readonly [string, unknown])[],
  mute = false,
): Part<FakeEtcdState> {
  return {
    id,
    kind: 'etcd',
    title: id,
    machine: 'cp-1',
    start: (disk) => {
      if (disk !== undefined) return { ...(disk as FakeEtcdState), watches: [] };
      const kvs = SortedMap.from<EtcdKv>(
        objects.map(
          ([key, value]) =>
            [key, { key, value, createRevision: 1, modRevision: 1, version: 1, lease: 0 }] as const,
        ),
      );
      return { revision: 1, kvs, watches: [], history: [], seen: [] };
    },
    handle: (state, delivery: Delivery, context) => {
      if (delivery.kind !== 'message' || mute) return state;
      const work = new Work(
        { ...state, seen: [...state.seen.slice(-KEPT), delivery.body as EtcdRequest] },
        context,
      );
      serve(work, delivery.from, delivery.exchange, delivery.body as EtcdRequest);
      return work.state;
    },
    survive: (state) => state,
    face: () => {
      throw new Error('a fake store has no face');
    },
  };
}
