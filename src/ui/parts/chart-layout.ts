import type { ChartPicture } from '../../protocol/face.ts';

export interface PlacedState {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly final: boolean;
}

export interface PlacedTransition {
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly labelX: number;
  readonly labelY: number;
}

export interface PlacedChart {
  readonly width: number;
  readonly height: number;
  readonly states: readonly PlacedState[];
  readonly transitions: readonly PlacedTransition[];
}

const ROW_HEIGHT = 76;
const STATE_HEIGHT = 32;
const GAP = 56;
const GAP_MAX = 150;
const MARGIN = 24;
const CHARACTER = 7;
const WORD_CHARACTER = 5.8;

/** How many steps a state is from the first one; states nobody leads to come last. */
type Transition = ChartPicture['transitions'][number];

/** A transition to or from a state that holds others is drawn at the first of them: that is where such a state begins. */
function betweenLeaves(chart: ChartPicture): readonly Transition[] {
  const leafOf = (name: string): string => {
    const child = chart.states.find((state) => state.parent === name);
    return child ? leafOf(child.name) : name;
  };
  return chart.transitions.map((t) => ({ ...t, from: leafOf(t.from), to: leafOf(t.to) }));
}

function ranksOf(chart: ChartPicture): Map<string, number> {
  const ranks = new Map<string, number>([[chart.initial, 0]]);
  const queue = [chart.initial];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const { from, to } of chart.transitions) {
      if (from !== at || ranks.has(to)) continue;
      ranks.set(to, (ranks.get(at) ?? 0) + 1);
      queue.push(to);
    }
  }
  const last = Math.max(0, ...ranks.values());
  for (const { name } of chart.states) if (!ranks.has(name)) ranks.set(name, last + 1);
  return ranks;
}

/** Words on an arrow: the event, `after` a delay, and the guard in brackets. */
function labelOf(t: ChartPicture['transitions'][number]): string {
  const what = t.delay ? `⏱ ${t.delay}` : t.event;
  return t.guard ? `${what} [${t.guard}]` : what;
}

/**
 * Places a chart in columns by distance from its first state. Arrows to the next column are straight; those that skip columns or go
 * back run in lanes of their own below, so that none crosses a state.
 */
export function layoutChart(whole: ChartPicture): PlacedChart {
  const chart = { ...whole, transitions: betweenLeaves(whole) };
  const ranks = ranksOf(chart);
  const leaves = chart.states.filter((s) => !chart.states.some((other) => other.parent === s.name));
  const columns: string[][] = [];
  for (const { name } of leaves) (columns[ranks.get(name) ?? 0] ??= []).push(name);
  const filled = columns.filter((column) => column !== undefined && column.length > 0);
  const widthOf = (name: string) => Math.max(72, name.length * CHARACTER + 24);
  const tallest = Math.max(1, ...filled.map((column) => column.length));
  const states: PlacedState[] = [];
  let x = MARGIN;
  for (const column of filled) {
    const width = Math.max(...column.map(widthOf));
    column.forEach((name, i) => {
      const y = 8 + ((tallest - column.length) * ROW_HEIGHT) / 2 + i * ROW_HEIGHT;
      states.push({ name, x, y, width, final: leaves.find((s) => s.name === name)?.final ?? false });
    });
    x += width + gapAfter(chart, filled, column);
  }
  const bottom = 8 + tallest * ROW_HEIGHT;
  const routed = routeTransitions(chart, states, bottom);
  const right = Math.max(...states.map((state) => state.x + state.width));
  return { width: right + MARGIN, height: routed.height, states, transitions: routed.transitions };
}

/** Room between two columns: for the words of the arrows that lead straight across, within reason. */
function gapAfter(chart: ChartPicture, columns: readonly string[][], column: readonly string[]): number {
  const next = columns[columns.indexOf(column as string[]) + 1] ?? [];
  const words = chart.transitions
    .filter((t) => column.includes(t.from) && next.includes(t.to))
    .map((t) => labelOf(t).length * WORD_CHARACTER + 52);
  return Math.min(GAP_MAX, Math.max(GAP, ...words));
}

function routeTransitions(
  chart: ChartPicture,
  states: readonly PlacedState[],
  bottom: number,
): { height: number; transitions: PlacedTransition[] } {
  const by = new Map(states.map((s) => [s.name, s] as const));
  const columnsX = [...new Set(states.map((s) => s.x))].sort((a, b) => a - b);
  const transitions: PlacedTransition[] = [];
  const merged = new Map<string, { from: PlacedState; to: PlacedState; labels: string[] }>();
  for (const t of chart.transitions) {
    const from = by.get(t.from);
    const to = by.get(t.to);
    if (!from || !to || from === to) continue;
    const key = `${t.from}→${t.to}`;
    const known = merged.get(key) ?? { from, to, labels: [] };
    known.labels.push(labelOf(t));
    merged.set(key, known);
  }
  let lane = 0;
  for (const { from, to, labels } of merged.values()) {
    const label = labels.join(' · ');
    const near = columnsX.indexOf(to.x) - columnsX.indexOf(from.x) === 1;
    const base = { from: from.name, to: to.name, label };
    if (near) {
      const x1 = from.x + from.width;
      const y1 = from.y + STATE_HEIGHT / 2;
      const y2 = to.y + STATE_HEIGHT / 2;
      const middle = (x1 + to.x) / 2;
      transitions.push({
        ...base,
        path: `M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${to.x - 5} ${y2}`,
        labelX: middle,
        labelY: (y1 + y2) / 2 - 8,
      });
      continue;
    }
    const y = bottom + 6 + lane * 18;
    lane += 1;
    transitions.push({ ...base, ...aroundBelow(from, to, y, lane) });
  }
  return { height: bottom + lane * 18 + 12, transitions };
}

/** Out at the right side, down to a lane of its own, and in at the left side: through the gaps, so that no state is crossed. */
function aroundBelow(
  from: PlacedState,
  to: PlacedState,
  y: number,
  lane: number,
): Pick<PlacedTransition, 'path' | 'labelX' | 'labelY'> {
  const aside = 8 + (lane % 4) * 4;
  const x1 = from.x + from.width;
  const y1 = from.y + STATE_HEIGHT / 2 + 6;
  const y2 = to.y + STATE_HEIGHT / 2 + 6;
  const path = `M${x1} ${y1} H${x1 + aside} V${y} H${to.x - aside} V${y2} H${to.x - 5}`;
  return { path, labelX: (x1 + to.x) / 2, labelY: y - 3 };
}

export const CHART_STATE_HEIGHT = STATE_HEIGHT;
