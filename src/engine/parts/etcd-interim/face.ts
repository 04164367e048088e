import type { EtcdDetail, Face } from '../../../protocol/face.ts';
import { lastIndex } from './raft/log.ts';
import { NOBODY } from './raft/types.ts';
import { labelOf } from './requests.ts';
import { BEAT_IN_US } from './ready-loop.ts';
import type { Command, EtcdConfig, EtcdState } from './types.ts';

const LOG_SHOWN = 8;
const RECENT_SHOWN = 24;
const SEGMENT_IN_BYTES = 64 * 1024 * 1024;

/** The member as the page sees it. */
export function faceOf(config: EtcdConfig, state: EtcdState, nowUs: number): Face {
  const { raft } = state;
  const leader = raft.lead === NOBODY ? '' : (config.members[raft.lead] ?? '');
  const detail = detailOf(config, state, leader);
  const waiting = state.waiting.size > 0;
  return {
    id: config.id,
    kind: 'etcd',
    title: config.id,
    place: config.machine,
    status: leader === '' ? 'pending' : 'ready',
    waitingFor: leader === '' ? { code: 'waiting.leader' } : state.writing ? { code: 'waiting.fsync' } : waiting ? { code: 'waiting.commit', params: { count: state.waiting.size } } : null,
    badges: raft.role === 'Leader' ? [{ code: 'badge.leader' }] : [],
    gauges: [],
    rows: [
      { name: 'term', value: String(raft.term) },
      { name: 'leader', value: leader || '–' },
      { name: 'revision', value: String(state.store.revision) },
      { name: 'committed', value: String(raft.commit) },
      { name: 'applied', value: String(raft.applied) },
    ],
    charts: [{ chart: 'raft-role', subject: '', value: raft.role }],
    timers: detail.timer ? [{ name: detail.timer.name, sinceUs: Math.min(nowUs, detail.timer.sinceUs), dueAtUs: detail.timer.dueAtUs }] : [],
    detail,
  };
}

function detailOf(config: EtcdConfig, state: EtcdState, leader: string): EtcdDetail {
  const { raft, store, writing } = state;
  const last = lastIndex(raft);
  const timer =
    raft.role === 'Leader'
      ? { name: 'heartbeat' as const, sinceUs: state.beatSinceUs, dueAtUs: state.beatSinceUs + BEAT_IN_US }
      : { name: 'election' as const, sinceUs: state.electionSinceUs, dueAtUs: state.electionSinceUs + state.electionInUs };
  return {
    kind: 'etcd',
    role: raft.role,
    term: raft.term,
    leader,
    log: raft.log.slice(Math.max(raft.snapshot.index + 1, last - LOG_SHOWN + 1)).map((entry) => ({
      index: entry.index,
      term: entry.term,
      onDisk: entry.index <= raft.stable,
      about: entry.data === null ? 'empty' : labelOf((entry.data as Command).request),
    })),
    firstIndex: raft.log.first,
    lastIndex: last,
    onDiskIndex: raft.stable,
    committed: raft.commit,
    applied: raft.applied,
    fsync: writing ? { sinceUs: writing.sinceUs, untilUs: writing.untilUs, entries: writing.ready.entries.length } : null,
    timer,
    progress: raft.progress.map((progress, i) => ({ member: config.members[i] ?? '', match: progress.match, next: progress.next, state: progress.state, active: progress.active })),
    wal: { segment: state.segment, usedInBytes: state.segmentUsedInBytes, segmentInBytes: SEGMENT_IN_BYTES },
    snapshotIndex: raft.snapshot.index,
    revision: store.revision,
    compactedRevision: store.compacted,
    keys: store.keys.size,
    watchers: state.watches.size,
    recent: store.events.slice(store.events.end - RECENT_SHOWN).map((event) => ({ revision: event.kv.modRevision, key: event.kv.key, version: event.kv.version, deleted: event.type === 'DELETE' })),
  };
}

