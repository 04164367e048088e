import type { Face } from '../../../protocol/face.ts';
import { podOf } from './answers.ts';
import type { RuntimeConfig, RuntimeState } from './types.ts';

const ROWS_MAX = 120;

/** The runtime as the page sees it. */
export function runtimeFace(config: RuntimeConfig, state: RuntimeState): Face {
  const sandboxes = [...state.sandboxes.values()].slice(0, ROWS_MAX);
  const containers = [...state.containers.values()].slice(0, ROWS_MAX);
  const pulls = [...state.pulls.values()];
  return {
    id: config.id,
    kind: 'runtime',
    title: config.name,
    place: config.machine,
    status: 'ready',
    waitingFor: pulls[0] ? { code: 'waiting.pull', params: { image: pulls[0].image } } : null,
    badges: [],
    gauges: [],
    rows: [
      { name: 'sandboxes', value: String(state.sandboxes.size) },
      { name: 'containers', value: String(state.containers.size) },
      { name: 'images', value: String(state.images.size) },
      { name: 'podCIDR', value: state.podCidr },
    ],
    charts: [
      ...sandboxes.map((s) => ({ chart: 'sandbox', subject: `${s.namespace}/${s.name}`, value: s.value })),
      ...containers.map((c) => ({
        chart: 'container',
        subject: `${podOf(state, c.info)}/${c.info.name}`,
        value: c.value,
      })),
      ...pulls.map((p) => ({ chart: 'image', subject: p.full, value: p.value })),
    ],
    timers: pulls.map((p) => ({ name: `pull ${p.image}`, sinceUs: p.sinceUs, dueAtUs: p.untilUs })),
    detail: {
      kind: 'runtime',
      name: config.name,
      sandboxes: sandboxes.map((s) => ({
        id: s.id,
        pod: `${s.namespace}/${s.name}`,
        state: s.value,
        ip: s.ip,
      })),
      containers: containers.map((c) => ({
        id: c.info.id,
        pod: podOf(state, c.info),
        name: c.info.name,
        image: c.info.image,
        state: c.value,
      })),
      images: [...state.images.values()].map((image) => ({
        name: image.name,
        sizeInBytes: image.sizeInBytes,
      })),
      pulling: pulls.map((p) => ({
        image: p.image,
        sinceUs: p.sinceUs,
        untilUs: p.untilUs,
        sizeInBytes: p.sizeInBytes,
      })),
    },
  };
}
