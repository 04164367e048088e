import type { EtcdDetail, Face } from '../../../protocol/face.ts';
import type { Text } from '../../../protocol/text.ts';
import { electionDueUs, TICK_IN_US } from './clock.ts';
import { commandOf, labelOf } from './command.ts';
import { firstIndex, lastIndex, slice } from './raft/log.ts';
import { lastStored } from './raft/storage.ts';
import { type Entry, NOBODY } from './raft/types.ts';
import { SEGMENT_IN_BYTES } from './ready-loop.ts';
import type { EtcdConfig, EtcdState } from './types.ts';

const LOG_SHOWN = 8;
const RECENT_SHOWN = 24;

/** The member as the page sees it. */
export function faceOf(config: EtcdConfig, state: EtcdState, nowUs: number): Face {
  const { raft } = state;
  const leader = config.members[raft.lead - 1] ?? '';
  const detail = detailOf(config, state, leader);
  return {
    id: config.id,
    kind: 'etcd',
    title: config.id,
    place: config.machine,
    status: leader === '' ? 'pending' : 'ready',
    waitingFor: waitsFor(state),
    badges: raft.role === 'Leader' ? [{ code: 'badge.leader' }] : [],
    gauges: [],
    rows: [
      { name: 'term', value: String(raft.term) },
      { name: 'leader', value: leader === '' ? '–' : leader },
      { name: 'revision', value: String(state.store.revision) },
      { name: 'committed', value: String(raft.log.committed) },
      { name: 'applied', value: String(state.storedIndex) },
    ],
    charts: [{ chart: 'raft-role', subject: '', value: state.role }],
    timers: detail.timer
      ? [
          {
            name: detail.timer.name,
            sinceUs: Math.min(nowUs, detail.timer.sinceUs),
            dueAtUs: detail.timer.dueAtUs,
          },
        ]
      : [],
    detail,
  };
}

function waitsFor({ raft, writing, waiting }: EtcdState): Text | null {
  if (raft.lead === NOBODY) return { code: 'waiting.leader' };
  if (writing) return { code: 'waiting.fsync' };
  return waiting.length > 0 ? { code: 'waiting.commit', params: { count: waiting.length } } : null;
}

function timerOf(state: EtcdState): NonNullable<EtcdDetail['timer']> {
  const { raft, tickedAtUs } = state;
  if (raft.role === 'Leader')
    return { name: 'heartbeat', sinceUs: tickedAtUs, dueAtUs: tickedAtUs + TICK_IN_US };
  return {
    name: 'election',
    sinceUs: tickedAtUs - raft.electionElapsed * TICK_IN_US,
    dueAtUs: electionDueUs(state),
  };
}

function aboutOf(entry: Entry): string {
  if (entry.type !== 'EntryNormal') return 'membership';
  const command = commandOf(entry);
  return command ? labelOf(command.request) : 'empty';
}

function detailOf(config: EtcdConfig, state: EtcdState, leader: string): EtcdDetail {
  const { raft, store, writing } = state;
  const { log } = raft;
  const last = lastIndex(log);
  const first = firstIndex(log);
  // Entries that replace others on disk are not there yet, whatever the old ones' indices.
  const onDiskIndex = Math.min(lastStored(log.storage), log.offset - 1);
  const shown = slice(log, Math.max(first, last - LOG_SHOWN + 1), last + 1, Number.POSITIVE_INFINITY);
  const { events } = store;
  return {
    kind: 'etcd',
    role: raft.role,
    term: raft.term,
    leader,
    log: shown.map((entry) => ({
      index: entry.index,
      term: entry.term,
      onDisk: entry.index <= onDiskIndex,
      about: aboutOf(entry),
    })),
    firstIndex: first,
    lastIndex: last,
    onDiskIndex,
    committed: log.committed,
    applied: state.storedIndex,
    fsync: writing
      ? { sinceUs: writing.sinceUs, untilUs: writing.untilUs, entries: writing.ready.entries.length }
      : null,
    timer: timerOf(state),
    progress:
      raft.role !== 'Leader'
        ? []
        : raft.progress.map(({ id, match, next, state: pace, recentActive }) => ({
            member: config.members[id - 1] ?? '',
            match,
            next,
            state: pace,
            active: recentActive,
          })),
    wal: { segment: state.wal.segment, usedInBytes: state.wal.usedInBytes, segmentInBytes: SEGMENT_IN_BYTES },
    snapshotIndex: log.storage.snapshot.index,
    revision: store.revision,
    compactedRevision: store.compacted,
    keys: store.keys.size,
    watchers: state.watches.size,
    recent: events.slice(Math.max(events.first, events.end - RECENT_SHOWN)).map(({ type, kv }) => ({
      revision: kv.modRevision,
      key: kv.key,
      version: kv.version,
      deleted: type === 'DELETE',
    })),
  };
}
