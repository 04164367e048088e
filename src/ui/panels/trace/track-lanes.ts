import type { Block, PlacedSpan } from './track-model.ts';

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
