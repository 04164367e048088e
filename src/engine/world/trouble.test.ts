import { describe, expect, test } from 'vitest';
import type { Action } from '../../protocol/action.ts';
import type { Fault } from '../../protocol/fault.ts';
import { createTimeline, createWorld } from './world.ts';

const SECOND = 1_000_000;
const API = 'kube-apiserver/cp-1';

/** A cluster, a terminal at it, and what it says with the second in which it says so. */
function terminal() {
  const timeline = createTimeline(createWorld('standard', 42));
  let nowUs = 4 * SECOND;
  timeline.run(nowUs);
  const act = (action: Action) => timeline.act(nowUs, action);
  const wait = (seconds: number) => {
    nowUs += seconds * SECOND;
    timeline.run(nowUs);
  };
  const type = (line: string, seconds = 1) => {
    const fromUs = nowUs;
    const from = timeline.kernel.trace.size;
    act({ kind: 'kubectl', session: 't1', line });
    wait(seconds);
    const said = timeline.kernel.trace
      .events()
      .slice(from)
      .flatMap((e) => (e.kind === 'log' && e.part === 'kubectl' && e.stream !== 'prompt' ? [e] : []));
    const end = said.find((e) => e.stream === 'exit');
    return {
      text: said
        .filter((e) => e.stream !== 'exit')
        .map((e) => e.text)
        .join('\n'),
      code: end?.text,
      afterS: end === undefined ? undefined : Math.round((end.atUs - fromUs) / SECOND),
    };
  };
  const broken = (...faults: readonly Fault[]) => {
    for (const fault of faults) act({ kind: 'fault', fault });
    wait(1);
  };
  return { timeline, type, wait, broken, heal: () => act({ kind: 'heal-all' }), act };
}

const CUT: Fault = { kind: 'cut', a: 'kubectl', b: API };

describe('kubectl in trouble says what the real one says', () => {
  test('over a cut link: no connection within 30 s, and nothing that was never sent is done later', () => {
    const { type, broken, heal, wait } = terminal();
    broken(CUT);
    expect(type('kubectl run late --image=nginx', 40)).toEqual({
      text: 'Unable to connect to the server: dial tcp 127.0.0.1:6443: i/o timeout',
      code: '1',
      afterS: 30,
    });
    heal();
    wait(5);
    expect(type('kubectl get pods').text).toBe('No resources found in default namespace.');
  });

  test('Ctrl-C over a cut link takes the request back too', () => {
    const { type, broken, heal, wait, act } = terminal();
    broken(CUT);
    type('kubectl run late --image=nginx', 5);
    act({ kind: 'interrupt', session: 't1' });
    heal();
    wait(5);
    expect(type('kubectl get pods').text).toBe('No resources found in default namespace.');
  });

  test('before a paused server: no handshake within 10 s', () => {
    const { type, broken } = terminal();
    broken({ kind: 'pause', part: API });
    expect(type('kubectl get pods', 20)).toEqual({
      text: 'Unable to connect to the server: net/http: TLS handshake timeout',
      code: '1',
      afterS: 10,
    });
  });

  test('without a majority of etcd: a write fails after 7 s, a read is tried for 60 s', () => {
    const { type, broken } = terminal();
    broken({ kind: 'isolate', part: 'etcd-2' }, { kind: 'isolate', part: 'etcd-3' });
    expect(type('kubectl run web --image=nginx', 20)).toMatchObject({
      text: 'Error from server: etcdserver: request timed out',
      code: '1',
      afterS: 7,
    });
    expect(type('kubectl get pod web', 70)).toEqual({
      text: 'Error from server (Timeout): the server was unable to return a response in the time allotted, but may still be processing the request (get pods web)',
      code: '1',
      afterS: 60,
    });
    expect(type('kubectl get deployments', 70).text).toContain('(get deployments.apps)');
  });

  test('a watch whose server ends is over without a word; a followed log is cut short', () => {
    const { type, broken, act, wait, timeline } = terminal();
    const lastWords = (line: string) => {
      act({ kind: 'kubectl', session: 't1', line });
      wait(1);
      const from = timeline.kernel.trace.size;
      broken({ kind: 'crash', part: API });
      const said = timeline.kernel.trace.events(from);
      act({ kind: 'heal-all' });
      wait(5);
      return said.flatMap((e) => (e.kind === 'log' && e.part === 'kubectl' ? [e.text] : []));
    };
    type('kubectl run web --image=nginx:1.27', 15);
    expect(lastWords('kubectl get pods -w')).toEqual(['0']);
    expect(lastWords('kubectl logs web -f')).toEqual(['error: unexpected EOF', '1']);
  });
});

describe('who is stopped in good order', () => {
  test('an etcd leader hands its office on: writes hardly wait', () => {
    const { timeline, type, broken } = terminal();
    const roles = () =>
      timeline.kernel.trace
        .events()
        .flatMap((e) => (e.kind === 'phase' && e.chart === 'raft-role' && e.to === 'Leader' ? [e.part] : []));
    const leader = roles().at(-1) as string;
    broken({ kind: 'stop', part: leader });
    expect(roles()).toHaveLength(2);
    expect(roles().at(-1)).not.toBe(leader);
    expect(type('kubectl run web --image=nginx')).toMatchObject({ text: 'pod/web created', code: '0' });
  });

  test('the scheduler gives its Lease back, the controller-manager does not', () => {
    const { timeline, type, broken, heal, wait } = terminal();
    const won = () =>
      timeline.kernel.trace.events().filter((e) => e.kind === 'note' && e.code === 'leader.won').length;
    broken({ kind: 'stop', part: 'kube-scheduler/cp-1' });
    expect(type('kubectl get lease kube-scheduler -n kube-system -o yaml').text).not.toContain(
      'holderIdentity',
    );
    const before = won();
    heal();
    wait(2);
    expect(won()).toBe(before + 1);
    broken({ kind: 'stop', part: 'kube-controller-manager/cp-1' });
    heal();
    wait(10);
    expect(won()).toBe(before + 1);
    wait(10);
    expect(won()).toBe(before + 2);
  });
});
