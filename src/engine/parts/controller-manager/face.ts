import type { ControllerManagerDetail, Face, FaceChart } from '../../../protocol/face.ts';
import type { Text } from '../../../protocol/text.ts';
import { allSynced } from '../../loops/informer.ts';
import { isLeading, leaseHolder } from '../../loops/lease-election.ts';
import type { LoopState } from '../../loops/reconcile.ts';
import { controllers } from './controllers.ts';
import type { ControllerManagerState } from './types.ts';

const ROWS_MAX = 12;

type Row = ControllerManagerDetail['controllers'][number];

function rowOf(state: ControllerManagerState, loop: LoopState, index: number): Row {
  const { queue, runs, last, client } = loop;
  const { controller } = controllers[index] as (typeof controllers)[number];
  const backoff: Row['backoff'][number][] = [];
  for (const [key, untilUs] of queue.delayed) {
    if (backoff.length >= ROWS_MAX) break;
    const failures = queue.failures.get(key) ?? 0;
    if (failures > 0) backoff.push({ key, untilUs, failures });
  }
  const [working] = runs.keys();
  return {
    name: controller.name,
    queue: queue.order.slice(0, ROWS_MAX),
    working: working ?? '',
    backoff,
    cached: state.informers.informers.get(controller.mainInformer)?.store.size ?? 0,
    last,
    throttled: client.waiting.length,
  };
}

function chartsOf(state: ControllerManagerState): readonly FaceChart[] {
  const charts: FaceChart[] = [
    { chart: 'lease-election', subject: state.election.lease, value: state.election.value },
  ];
  state.loops.forEach((loop, i) => {
    for (const [key, run] of loop.runs) {
      if (charts.length > ROWS_MAX) return;
      charts.push({
        chart: 'reconcile',
        subject: `${controllers[i]?.controller.name}/${key}`,
        value: run.value,
      });
    }
  });
  return charts;
}

function waitingFor(state: ControllerManagerState): Text | null {
  if (!isLeading(state.election))
    return { code: 'waiting.lease', params: { holder: leaseHolder(state.election) } };
  if (!allSynced(state.informers)) return { code: 'waiting.caches' };
  const throttled = state.loops.reduce((sum, { client }) => sum + client.waiting.length, 0);
  if (throttled > 0) return { code: 'waiting.rate-limit', params: { count: throttled } };
  const running = state.loops.reduce((sum, { runs }) => sum + runs.size, 0);
  return running > 0
    ? { code: 'waiting.answers', params: { count: running } }
    : { code: 'waiting.change', params: { count: 0 } };
}

/** The controller manager as the page sees it. */
export function faceOf(state: ControllerManagerState): Face {
  const { config, election } = state;
  const leader = isLeading(election);
  const backing = state.loops.some(({ queue }) => queue.failures.size > 0);
  return {
    id: config.id,
    kind: 'kube-controller-manager',
    title: 'kube-controller-manager',
    place: config.machine,
    status: !leader || !allSynced(state.informers) ? 'pending' : backing ? 'warning' : 'ready',
    waitingFor: waitingFor(state),
    badges: leader ? [{ code: 'badge.leader' }] : [],
    gauges: [],
    rows: [
      { name: 'controllers', value: String(state.loops.length) },
      { name: 'queued', value: String(state.loops.reduce((sum, { queue }) => sum + queue.order.length, 0)) },
      { name: 'working', value: String(state.loops.reduce((sum, { runs }) => sum + runs.size, 0)) },
      {
        name: 'throttled',
        value: String(state.loops.reduce((sum, { client }) => sum + client.waiting.length, 0)),
      },
    ],
    charts: chartsOf(state),
    timers: [{ name: 'lease', sinceUs: election.nextTryAtUs - 2_000_000, dueAtUs: election.nextTryAtUs }],
    detail: {
      kind: 'kube-controller-manager',
      leader,
      controllers: state.loops.map((loop, i) => rowOf(state, loop, i)),
    },
  };
}
