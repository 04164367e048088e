import { qualifiedResource, resources } from '../../../kube/kinds/kinds.ts';
import type { ApiserverDetail, Face, Gauge, RequestRow } from '../../../protocol/face.ts';
import { uriOf } from '../../wires/http.ts';
import { STAGE_NAMES } from './apiserver.chart.ts';
import { PRIORITY_LEVELS, seatsOf } from './stages/flow-control.ts';
import type { ApiserverConfig, Flight, State } from './types.ts';

/** What people call a resource that etcd keeps under an older name, such as `minions`. */
const NAMES: ReadonlyMap<string, string> = new Map(
  [...resources].reverse().map((r) => [r.etcdPrefix, qualifiedResource(r)] as const),
);

function rowOf({ call }: Flight): RequestRow {
  const { exchange, request, user, info, receivedAtUs, stages } = call;
  return {
    exchange,
    verb: info.verb,
    uri: uriOf(request),
    user: user.name,
    agent: request.userAgent,
    receivedAtUs,
    stages,
  };
}

function detailOf(config: ApiserverConfig, state: State): ApiserverDetail {
  const caches = [...state.caches.values()].sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
  return {
    kind: 'kube-apiserver',
    requests: state.flights.map(rowOf),
    stageNames: STAGE_NAMES,
    watches: caches.flatMap((cache) =>
      [...cache.watchers.values()].map(({ client, uri }) => ({ client, uri })),
    ),
    caches: caches.map(({ prefix, objects, revision }) => ({
      resource: NAMES.get(prefix) ?? prefix,
      objects: objects.size,
      resourceVersion: revision,
    })),
    etcdEndpoint: config.etcd[state.endpoint % config.etcd.length] ?? '',
  };
}

/** Gauges of the levels that are in use. */
function gaugesOf(state: State): readonly Gauge[] {
  return PRIORITY_LEVELS.filter((level) => (state.seats.get(level) ?? 0) > 0).map((level) => ({
    name: level,
    value: state.seats.get(level) ?? 0,
    max: seatsOf(level),
    unit: 'seats',
  }));
}

/** What the page sees of the server. */
export function faceOf(config: ApiserverConfig, state: State, _nowUs: number): Face {
  const waiting = state.reconnecting || (state.flights[0] !== undefined && !state.flights[0].sent);
  return {
    id: config.id,
    kind: 'kube-apiserver',
    title: 'kube-apiserver',
    place: config.machine,
    status: state.ready ? (waiting ? 'warning' : 'ready') : 'pending',
    waitingFor: waiting
      ? { code: 'apiserver.waits-for-etcd' }
      : state.ready
        ? null
        : { code: 'apiserver.fills-caches' },
    badges:
      state.queued.length > 0 ? [{ code: 'apiserver.queued', params: { count: state.queued.length } }] : [],
    gauges: gaugesOf(state),
    rows: [],
    charts: state.flights.map(({ call }) => ({
      chart: 'request-pipeline',
      subject: `req ${call.exchange}`,
      value: call.state,
    })),
    timers: [],
    detail: detailOf(config, state),
  };
}
