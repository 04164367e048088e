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

/** How safely the newest entry of the leader's log is kept; null while nobody leads. */
export function durabilityOf(
  members: readonly { readonly id: PartId; readonly detail: EtcdDetail; readonly up: boolean }[],
): Durability | null {
  const leaders = members.filter((member) => member.up && member.detail.role === 'Leader');
  // Two may believe that they lead while a cut lasts; the higher term is the one that can commit.
  const leader = leaders.reduce<(typeof leaders)[number] | undefined>(
    (best, member) => (!best || member.detail.term > best.detail.term ? member : best),
    undefined,
  );
  if (!leader) return null;
  const index = leader.detail.lastIndex;
  const states = members.map((member): 'disk' | 'memory' | 'absent' => {
    if (member.detail.onDiskIndex >= index) return 'disk';
    return member.detail.lastIndex >= index ? 'memory' : 'absent';
  });
  return {
    members: states,
    onDisk: states.filter((state) => state === 'disk').length,
    needed: Math.floor(members.length / 2) + 1,
    index,
  };
}
