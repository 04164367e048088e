import type { Rect } from './layout.ts';
import { GRID } from './sizes.ts';

interface Cell {
  readonly width: number;
  readonly height: number;
}

/** How many columns show `count` cells largest beside a control plane of that size; a function of the topology alone. */
export function columnsFor(count: number, cell: Cell, beside: Cell): number {
  let best = { columns: 1, zoom: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const frame = frameSize(Math.ceil(count / columns), columns, cell);
    const zoom = Math.min(
      GRID.fitWidth / (beside.width + frame.width),
      GRID.fitHeight / Math.max(beside.height, frame.height),
    );
    if (zoom > best.zoom + 1e-9) best = { columns, zoom };
  }
  return best.columns;
}

const frameSize = (rows: number, columns: number, cell: Cell): Cell => ({
  width: GRID.bus + columns * (cell.width + GRID.gapX) - GRID.gapX + GRID.pad,
  height: GRID.titleHeight + rows * (cell.height + GRID.gapY) - GRID.gapY + GRID.pad,
});

export interface Grid {
  readonly frame: Rect;
  readonly cells: readonly Rect[];
}

/** A frame at `x`, and its cells row by row. */
export function gridOf(count: number, cell: Cell, beside: Cell, x: number): Grid {
  const columns = columnsFor(count, cell, beside);
  const size = frameSize(Math.ceil(count / columns), columns, cell);
  return {
    frame: { x, y: 0, width: size.width, height: Math.max(size.height, beside.height) },
    cells: Array.from({ length: count }, (_, index) => ({
      x: x + GRID.bus + (index % columns) * (cell.width + GRID.gapX),
      y: GRID.titleHeight + Math.floor(index / columns) * (cell.height + GRID.gapY),
      ...cell,
    })),
  };
}
