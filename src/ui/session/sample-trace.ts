import type { Face } from '../../protocol/face.ts';
import type { HopEvent, PhaseEvent, TraceEvent } from '../../protocol/trace.ts';
import type { FaceAt, LinkEntry, ObjectAt, TraceUpdate, Update } from '../../protocol/update.ts';
import { sampleApiserver, sampleEtcd, sampleFace, sampleKubelet, sampleRoster } from './sample-faces.ts';

const API = 'kube-apiserver/cp-1';
const SCHEDULER = 'kube-scheduler/cp-1';
const START_US = 12_000_000;

type Loose<T> = Partial<T> & { readonly [key: string]: unknown };

/** Writes events with rising ids; each is caused by the one before unless told otherwise. */
class Story {
  readonly events: TraceEvent[] = [];
  readonly faces: FaceAt[] = [];
  readonly objects: ObjectAt[] = [];

  hop(
    atUs: number,
    from: string,
    to: string,
    wire: HopEvent['wire'],
    verb: string,
    lengthInUs: number,
    extra: Loose<HopEvent> = {},
  ): number {
    const id = this.events.length + 1;
    const role = extra.role ?? 'request';
    const exchange = extra.exchange ?? (role === 'request' ? id : 0);
    this.events.push({
      kind: 'hop',
      id,
      atUs,
      cause: id - 1,
      background: false,
      from,
      to,
      wire,
      verb,
      label: '',
      dueAtUs: atUs + lengthInUs,
      subject: 'pods/default/web',
      sizeInBytes: 600,
      ...extra,
      role,
      exchange,
    } as HopEvent);
    return id;
  }

  phase(atUs: number, part: string, chart: string, to: string, extra: Loose<PhaseEvent> = {}): void {
    const id = this.events.length + 1;
    this.events.push({
      kind: 'phase',
      id,
      atUs,
      cause: id - 1,
      background: false,
      part,
      chart,
      subject: 'pods/default/web',
      from: '',
      to,
      ...extra,
    } as PhaseEvent);
  }

  face(atUs: number, face: Face): void {
    this.faces.push({ atUs, face });
  }
}

function pod(nodeName: string, phase: string): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default' },
    spec: { nodeName, containers: [{ name: 'web', image: 'nginx:1.27' }] },
    status: { phase },
  };
}

function restingFaces(story: Story): void {
  story.face(0, sampleFace('kubectl', { kind: 'kubectl', sessions: [] }));
  story.face(0, sampleApiserver(0, 0, 0));
  for (const member of [1, 2, 3]) story.face(0, sampleEtcd(member, 1186, 1186, 0));
  story.face(
    0,
    sampleFace(
      SCHEDULER,
      {
        kind: 'kube-scheduler',
        leader: true,
        active: [],
        backoff: [],
        unschedulable: [],
        cycle: null,
        binding: [],
        decision: null,
        profile: [],
      },
      { waitingFor: { code: 'captions.quiet.what' } },
    ),
  );
  story.face(
    0,
    sampleFace('kube-controller-manager/cp-1', {
      kind: 'kube-controller-manager',
      leader: true,
      controllers: [],
    }),
  );
  for (const node of ['node-1', 'node-2', 'node-3']) {
    story.face(0, sampleKubelet(node, ''));
    story.face(
      0,
      sampleFace(`runtime/${node}`, {
        kind: 'runtime',
        name: 'containerd',
        sandboxes: [],
        containers: [],
        images: [],
        pulling: [],
      }),
    );
    story.objects.push({ atUs: 0, key: `nodes/${node}`, object: { kind: 'Node', metadata: { name: node } } });
  }
}

/** kubectl run, up to the 201: request, ten stages, Raft, fsync, commit. */
function create(story: Story): void {
  const at = START_US;
  story.events.push({
    kind: 'note',
    id: 1,
    atUs: at,
    cause: 0,
    background: false,
    part: 'kubectl',
    code: 'root.action',
    params: { line: 'kubectl run web --image=nginx:1.27' },
    of: 0,
  });
  const post = story.hop(at + 500, 'kubectl', API, 'http', 'POST', 300, {
    label: '/api/v1/namespaces/default/pods',
  });
  for (let stage = 1; stage <= 10; stage += 1) {
    story.phase(at + 800 + stage * 60, API, 'request-pipeline', `stage-${stage}`);
    story.face(at + 800 + stage * 60, sampleApiserver(at + 860, post, stage));
  }
  const txn = story.hop(at + 1_500, API, 'etcd-2', 'etcd', 'Txn', 250, {
    label: '/registry/pods/default/web',
  });
  story.face(at + 1_750, sampleEtcd(2, 1187, 1186, at + 1_750));
  for (const member of [1, 3])
    story.hop(at + 1_760, 'etcd-2', `etcd-${member}`, 'raft', 'MsgApp', 400, {
      role: 'event',
      label: 'entry 1187',
    });
  story.phase(at + 1_760, 'etcd-2', 'wal', 'fsync', { untilUs: at + 5_750 });
  for (const member of [1, 3]) {
    story.face(at + 2_160, sampleEtcd(member, 1187, 1186, at + 2_160));
    story.face(at + 6_160, sampleEtcd(member, 1187, 1187, 0));
    story.hop(at + 6_160, `etcd-${member}`, 'etcd-2', 'raft', 'MsgAppResp', 400, {
      role: 'event',
      label: 'entry 1187',
    });
  }
  story.face(at + 5_750, sampleEtcd(2, 1187, 1187, 0));
  story.hop(at + 6_600, 'etcd-2', API, 'etcd', 'Txn', 250, { role: 'answer', exchange: txn });
  story.objects.push({ atUs: at + 6_600, key: 'pods/default/web', object: pod('', 'Pending') });
  story.face(at + 6_900, sampleApiserver(0, 0, 0));
  story.hop(at + 6_900, API, 'kubectl', 'http', '201', 300, { role: 'answer', exchange: post });
}

function scheduleAndStart(story: Story): void {
  const at = START_US + 7_000;
  story.hop(at, API, SCHEDULER, 'http', 'ADDED', 300, { role: 'event' });
  story.phase(at + 400, SCHEDULER, 'scheduling-cycle', 'Filter');
  story.phase(at + 600, SCHEDULER, 'scheduling-cycle', 'Score');
  const bind = story.hop(at + 900, SCHEDULER, API, 'http', 'POST', 300, {
    label: '/api/v1/namespaces/default/pods/web/binding',
  });
  story.hop(at + 9_000, API, SCHEDULER, 'http', '201', 300, { role: 'answer', exchange: bind });
  story.objects.push({ atUs: at + 8_800, key: 'pods/default/web', object: pod('node-2', 'Pending') });
  story.hop(at + 9_100, API, 'kubelet/node-2', 'http', 'ADDED', 300, { role: 'event' });
  story.face(at + 9_500, sampleKubelet('node-2', 'ContainerCreating'));
  let t = at + 10_000;
  for (const [verb, lengthInUs] of [
    ['RunPodSandbox', 300_000],
    ['PullImage', 2_000_000],
    ['CreateContainer', 30_000],
    ['StartContainer', 80_000],
  ] as const) {
    const call = story.hop(t, 'kubelet/node-2', 'runtime/node-2', 'cri', verb, 150);
    story.phase(t + 150, 'runtime/node-2', 'container', verb, { untilUs: t + lengthInUs });
    story.hop(t + lengthInUs, 'runtime/node-2', 'kubelet/node-2', 'cri', 'OK', 150, {
      role: 'answer',
      exchange: call,
    });
    t += lengthInUs + 400;
  }
  story.face(t, sampleKubelet('node-2', 'Running'));
  const patch = story.hop(t + 500, 'kubelet/node-2', API, 'http', 'PATCH', 300, {
    label: '/api/v1/namespaces/default/pods/web/status',
  });
  story.hop(t + 8_000, API, 'kubelet/node-2', 'http', '200', 300, { role: 'answer', exchange: patch });
  story.objects.push({ atUs: t + 7_800, key: 'pods/default/web', object: pod('node-2', 'Running') });
}

const LINKS: readonly LinkEntry[] = [
  { a: 'kubectl', b: API, wire: 'http' },
  { a: API, b: 'etcd-2', wire: 'etcd' },
  { a: 'etcd-1', b: 'etcd-2', wire: 'raft' },
  { a: 'etcd-2', b: 'etcd-3', wire: 'raft' },
  { a: 'etcd-1', b: 'etcd-3', wire: 'raft' },
  { a: SCHEDULER, b: API, wire: 'http' },
  { a: 'kube-controller-manager/cp-1', b: API, wire: 'http' },
  ...['node-1', 'node-2', 'node-3'].flatMap((node) => [
    { a: `kubelet/${node}`, b: API, wire: 'http' },
    { a: `kubelet/${node}`, b: `runtime/${node}`, wire: 'cri' },
  ]),
];

/** A fixed world with the life of one Pod: for unit tests, and for drawing without an engine. Written by hand, so it proves nothing about the model. */
export function sampleUpdates(startId = 1): readonly [Extract<Update, { kind: 'started' }>, TraceUpdate] {
  const story = new Story();
  restingFaces(story);
  create(story);
  scheduleAndStart(story);
  story.faces.sort((a, b) => a.atUs - b.atUs);
  const started = {
    kind: 'started',
    id: startId,
    roster: sampleRoster,
    links: LINKS,
    charts: [],
    epochSeconds: 1_790_000_000,
    branch: 'b1',
  } as const;
  return [
    started,
    {
      kind: 'trace',
      branch: 'b1',
      rewindToUs: 0,
      keptEvents: 0,
      events: story.events,
      faces: story.faces,
      objects: story.objects,
      faults: [],
      frontierUs: 40_000_000,
      hash: '0000000000000000',
    },
  ];
}
