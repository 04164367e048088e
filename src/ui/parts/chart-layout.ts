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
const CHARACTER = 7;

/** How many steps a state is from the first one; states nobody leads to come last. */
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
export function layoutChart(chart: ChartPicture): PlacedChart {
  const ranks = ranksOf(chart);
  const leaves = chart.states.filter((s) => !chart.states.some((other) => other.parent === s.name));
  const columns: string[][] = [];
  for (const { name } of leaves) (columns[ranks.get(name) ?? 0] ??= []).push(name);
  const filled = columns.filter((column) => column !== undefined && column.length > 0);
  const widthOf = (name: string) => Math.max(72, name.length * CHARACTER + 24);
  const tallest = Math.max(1, ...filled.map((column) => column.length));
  const states: PlacedState[] = [];
  let x = 8;
  for (const column of filled) {
    const width = Math.max(...column.map(widthOf));
    column.forEach((name, i) => {
      const y = 8 + ((tallest - column.length) * ROW_HEIGHT) / 2 + i * ROW_HEIGHT;
      states.push({ name, x, y, width, final: leaves.find((s) => s.name === name)?.final ?? false });
    });
    x += width + GAP;
  }
  const bottom = 8 + tallest * ROW_HEIGHT;
  const routed = routeTransitions(chart, states, bottom);
  return { width: x - GAP + 8, height: routed.height, states, transitions: routed.transitions };
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
    const x1 = from.x + from.width / 2 + 8;
    const x2 = to.x + to.width / 2 - 8;
    const turn = x2 < x1 ? -8 : 8;
    const path = `M${x1} ${from.y + STATE_HEIGHT} V${y - 8} Q${x1} ${y} ${x1 + turn} ${y} H${x2 - turn} Q${x2} ${y} ${x2} ${y - 8} V${to.y + STATE_HEIGHT + 5}`;
    transitions.push({ ...base, path, labelX: (x1 + x2) / 2, labelY: y - 3 });
  }
  return { height: bottom + lane * 18 + 12, transitions };
}

export const CHART_STATE_HEIGHT = STATE_HEIGHT;
