import type { EtcdDetail } from '../../../protocol/face.ts';
import type { PartId } from '../../../protocol/ids.ts';

/** A cell of a member's log. `slot` is a place that no entry has taken yet. */
export interface LogCell {
  readonly state: 'disk' | 'memory' | 'slot';
  readonly index: number;
  readonly term: number;
  readonly committed: boolean;
}

export const LOG_CELLS = 6;

/** The end of the log in six cells: an entry that is not on disk yet takes the last, else it stays free for the next. */
export function logCells(detail: Pick<EtcdDetail, 'log' | 'committed'>): readonly LogCell[] {
  const pending = detail.log.some((entry) => !entry.onDisk);
  const shown = detail.log.slice(pending ? -LOG_CELLS : -(LOG_CELLS - 1));
  const cells = shown.map(
    (entry): LogCell => ({
      state: entry.onDisk ? 'disk' : 'memory',
      index: entry.index,
      term: entry.term,
      committed: entry.index <= detail.committed,
    }),
  );
  while (cells.length < LOG_CELLS) cells.push({ state: 'slot', index: 0, term: 0, committed: false });
  return cells;
}

export interface Durability {
  /** One per member in roster order: on disk, in memory only, or not there yet. */
  readonly members: readonly ('disk' | 'memory' | 'absent')[];
  readonly onDisk: number;
  readonly needed: number;
  readonly index: number;
}

/** A member as the line "On disk" counts it; one that is down tells nothing, and counts as not having the entry. */
interface Member {
  readonly id: PartId;
  readonly detail: EtcdDetail | undefined;
}

/** How safely the newest entry of the leader's log is kept; null while nobody leads. */
export function durabilityOf(members: readonly Member[]): Durability | null {
  const leader = leaderOf(members);
  if (!leader) return null;
  const index = leader.lastIndex;
  const states = members.map(({ detail }): 'disk' | 'memory' | 'absent' => {
    if (!detail || detail.lastIndex < index) return 'absent';
    return detail.onDiskIndex >= index ? 'disk' : 'memory';
  });
  const onDisk = states.filter((state) => state === 'disk').length;
  return { members: states, onDisk, needed: Math.floor(members.length / 2) + 1, index };
}

/** Two may believe that they lead while a cut lasts; the higher term is the one that can commit. */
function leaderOf(members: readonly Member[]): EtcdDetail | undefined {
  let leader: EtcdDetail | undefined;
  for (const { detail } of members) {
    if (detail?.role === 'Leader' && (!leader || detail.term > leader.term)) leader = detail;
  }
  return leader;
}
