import type { Block, PlacedSpan } from './track-model.ts';

/** A part that does more than this at once would push all others out of sight. */
const LANES_MAX = 6;

export interface Packed {
  readonly spans: readonly PlacedSpan[];
  /** Spans for which there was no lane left. */
  readonly hidden: number;
}

/** Lanes for all blocks; where they would be too many, without what stands under the first line, and at last without those that find none. */
export function packTrack(blocks: readonly Block[]): Packed {
  const whole = packBlocks(blocks);
  if (whole.every((span) => span.lane < LANES_MAX)) return { spans: whole, hidden: 0 };
  const flat = packBlocks(
    blocks.map((block) => ({ ...block, height: 1, spans: block.spans.filter((span) => span.row === 0) })),
  );
  const spans = flat.filter((span) => span.lane < LANES_MAX);
  return { spans, hidden: flat.length - spans.length };
}

/** Puts each block into the first lanes that are free for as long as it lasts; the earlier, then the longer first. */
export function packBlocks(blocks: readonly Block[]): readonly PlacedSpan[] {
  const ends: number[] = [];
  const startOf = (block: Block) => Math.min(...block.spans.map((s) => s.fromUs));
  const endOf = (block: Block) => Math.max(...block.spans.map((s) => s.toUs));
  return [...blocks]
    .sort((a, b) => startOf(a) - startOf(b) || endOf(b) - endOf(a))
    .flatMap((block) => {
      const start = startOf(block);
      let first = 0;
      while (!isFree(ends, first, block.height, start)) first += 1;
      for (let lane = first; lane < first + block.height; lane += 1) ends[lane] = endOf(block);
      return block.spans.map(({ row, ...span }) => ({ ...span, lane: first + row }));
    });
}

function isFree(ends: readonly number[], first: number, height: number, startUs: number): boolean {
  for (let lane = first; lane < first + height; lane += 1) if ((ends[lane] ?? 0) > startUs) return false;
  return true;
}
