import type { ChartPicture } from '../../../protocol/face.ts';
import { routeTransitions } from './chart-routes.ts';
import {
  type PlacedChart,
  type PlacedGroup,
  type PlacedState,
  type Transition,
  type UnplacedState,
} from './placed-chart.ts';

/** A frame's title and the room between the frame and its states. */
export const GROUP_TOP = 22;
export const GROUP_BOTTOM = 8;
export const GROUP_SIDE = 8;
const TOP = 6;
const MARGIN = 16;
const GAP = 26;
const CHARACTER = 6.9;

/** A transition to or from a state that holds others is drawn at the first of them: that is where such a state begins. */
function betweenLeaves(chart: ChartPicture): readonly Transition[] {
  const leafOf = (name: string): string => {
    const child = chart.states.find((state) => state.parent === name);
    return child ? leafOf(child.name) : name;
  };
  return chart.transitions.map((t) => ({ ...t, from: leafOf(t.from), to: leafOf(t.to) }));
}

const widthOf = (word: string): number => Math.max(60, Math.round(word.length * CHARACTER) + 24);

/** How wide a chart would be on one line. */
export function naturalWidth(chart: ChartPicture): number {
  return leavesOf(chart).reduce((sum, state) => sum + widthOf(wordOf(state)) + GAP, 2 * MARGIN);
}

type State = ChartPicture['states'][number];

const leavesOf = (chart: ChartPicture): readonly State[] =>
  chart.states.filter((s) => !chart.states.some((other) => other.parent === s.name));

const wordOf = ({ name, parent }: State): string =>
  parent !== '' && name.startsWith(`${parent}.`) ? name.slice(parent.length + 1) : name;

/**
 * Places a chart in rows no wider than `width`, its states in the order in which they are defined: that is how such a life usually
 * goes. Neighbours are joined by straight arrows; all others run in lanes between the rows, those to one state in one lane.
 */
export function layoutChart(chart: ChartPicture, width: number): PlacedChart {
  const transitions = betweenLeaves(chart);
  const leaves = leavesOf(chart);
  const rows = rowsOf(leaves, width);
  const grouped = leaves.some((state) => state.parent !== '');
  const above = grouped ? GROUP_TOP : 0;
  const below = grouped ? GROUP_BOTTOM : 0;
  const places = rows.map((row, i) => row.map((place) => ({ ...place, row: i })));
  const routes = routeTransitions(transitions, places, {
    top: TOP + above,
    below: below + above,
    left: 5,
  });
  const states = places.flatMap((row, i) =>
    row.map((place): PlacedState => ({ ...place, y: routes.rowTops[i] ?? 0 })),
  );
  return {
    height: routes.height + below,
    states,
    groups: groupsOf(leaves, states),
    transitions: routes.transitions,
  };
}

function rowsOf(leaves: readonly State[], width: number): readonly (readonly UnplacedState[])[] {
  const rows: UnplacedState[][] = [[]];
  let x = MARGIN;
  leaves.forEach((state, i) => {
    const word = wordOf(state);
    const wide = widthOf(word);
    const before = leaves[i - 1];
    const edge = before && before.parent !== state.parent ? GROUP_SIDE * 2 : 0;
    if (rows.at(-1)?.length !== 0) x += edge;
    // States of one frame stay together where a row can hold them.
    const whole = before?.parent === state.parent ? wide : groupWidth(leaves, i);
    const ends = x + (whole + 2 * MARGIN <= width ? whole : wide) > width - MARGIN;
    if (ends && rows.at(-1)?.length !== 0) {
      rows.push([]);
      x = MARGIN;
    }
    rows.at(-1)?.push({ name: state.name, word, x, width: wide, final: state.final });
    x += wide + GAP;
  });
  return rows;
}

/** Width of the states from `at` on that share a parent. */
function groupWidth(leaves: readonly State[], at: number): number {
  const parent = leaves[at]?.parent ?? '';
  let end = at + 1;
  while (parent !== '' && leaves[end]?.parent === parent) end += 1;
  return leaves.slice(at, end).reduce((sum, state) => sum + widthOf(wordOf(state)) + GAP, -GAP);
}

/** One frame for each run of states of the same parent in a row. */
function groupsOf(leaves: readonly State[], states: readonly PlacedState[]): readonly PlacedGroup[] {
  const groups: PlacedGroup[] = [];
  let last = { parent: '', row: -1 };
  for (const state of states) {
    const parent = leaves.find((leaf) => leaf.name === state.name)?.parent ?? '';
    const open = groups.at(-1);
    if (parent !== '' && open && last.parent === parent && last.row === state.row)
      groups[groups.length - 1] = { ...open, width: state.x + state.width + GROUP_SIDE - open.x };
    else if (parent !== '')
      groups.push({
        name: parent,
        x: state.x - GROUP_SIDE,
        y: state.y - GROUP_TOP,
        width: state.width + 2 * GROUP_SIDE,
        row: state.row,
      });
    last = { parent, row: state.row };
  }
  return groups;
}
