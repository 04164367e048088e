import type { EtcdDetail } from '../../../../protocol/face.ts';
import type { EtcdRequest, EtcdResponse } from '../../../wires/etcd.ts';
import { runUntil, scriptedPart, testKernel } from '../../../kernel/harness.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { createEtcd } from '../etcd.ts';
import type { EtcdConfig, EtcdState } from '../types.ts';

export const MEMBERS = ['etcd-1', 'etcd-2', 'etcd-3'];
export const SECOND = 1_000_000;

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
export type Question = WithoutId<EtcdRequest>;

/** Three members and a client that sends what the test puts into its timer. */
export function cluster(
  seed = 1,
  options: Pick<EtcdConfig, 'snapshotEvery' | 'keepBehind' | 'fsyncInUs'> = {},
) {
  const initial = [
    ['/registry/namespaces/default', { name: 'default' }],
    ['/registry/minions/node-1', { name: 'node-1' }],
  ] as const;
  const heard: { from: string; atUs: number; body: EtcdResponse }[] = [];
  const client = scriptedPart('client', (delivery, context) => {
    if (delivery.kind === 'message')
      heard.push({ from: delivery.from, atUs: context.nowUs, body: delivery.body as EtcdResponse });
    if (delivery.kind === 'timer') {
      const { to, body } = delivery.data as { to: string; body: EtcdRequest };
      context.send({ to, wire: 'etcd', verb: body.kind, label: '', body, role: 'request' });
    }
  });
  const members = MEMBERS.map((id, i) =>
    createEtcd({ id, machine: `cp-${i + 1}`, members: MEMBERS, initial, ...options }),
  );
  const kernel = testKernel([...members, client], seed);
  let id = 0;
  const run = (us: number) => runUntil(kernel, kernel.nowUs + us);
  const member = (name: string) => kernel.states[kernel.indexOf(name)] as EtcdState;
  const detail = (name: string) =>
    members[kernel.indexOf(name)]?.face(member(name), kernel.nowUs).detail as EtcdDetail;
  return {
    kernel,
    heard,
    run,
    member,
    detail,
    send(to: string, question: Question): number {
      id += 1;
      const data = { to, body: { ...question, id } };
      kernel.setTimer({
        kind: 'timer',
        dueUs: kernel.nowUs,
        sequence: kernel.nextSequence(),
        part: kernel.indexOf('client'),
        name: `send ${id}`,
        data,
        cause: 0,
        background: false,
        periodic: false,
      });
      return id;
    },
    /** Sends and runs until the answer is there. */
    ask(to: string, question: Question, forUs = SECOND): EtcdResponse | undefined {
      const asked = this.send(to, question);
      run(forUs);
      return heard.find(({ body }) => body.id === asked)?.body;
    },
    leader: () => MEMBERS.filter((name) => member(name)?.raft.role === 'Leader'),
    followers: () => MEMBERS.filter((name) => member(name)?.raft.role === 'Follower'),
    fault: (fault: Parameters<Kernel['inject']>[0]) => {
      kernel.inject(fault);
      run(1);
    },
  };
}
