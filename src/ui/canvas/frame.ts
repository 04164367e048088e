import type { EventId } from '../../protocol/ids.ts';
import type { HopEvent } from '../../protocol/trace.ts';
import { isStream } from '../session/hop-words.ts';
import { countUpTo } from '../session/sorted-index.ts';
import type { TraceWindow } from '../session/trace-window.ts';
import type { EdgeStates } from './edges/edge-state.ts';
import type { Route } from './graph/lanes.ts';
import { TRUNK } from './graph/trunk.ts';
import type { Layout, Rect } from './graph/layout.ts';
import { type Depth, type Graph, laneOfHop, type Pattern } from './graph/model.ts';
import { isBehind, placeTokens, type Token } from './graph/tokens.ts';
import { drawTokens, type Plate, type Viewport } from './overlay/draw-tokens.ts';
import { heldReader, lostReader } from './overlay/open-requests.ts';
import type { Palette } from './overlay/palette.ts';
import { makeRates } from './overlay/rates.ts';
import { makeSpriteBook, type SpriteBook } from './overlay/sprites.ts';

/** The picture that frames are drawn of; replaced when the topology, the depth or the language changes. */
export interface FrameScene {
  readonly graph: Graph;
  readonly layout: Layout;
  readonly routes: ReadonlyMap<string, Route>;
  readonly depth: Depth;
  readonly states: EdgeStates;
  readonly reducedMotion: boolean;
  readonly plateOf: (edge: Route, held: HopEvent, atUs: number) => string;
}

/** What changes from frame to frame. */
export interface FrameMoment {
  readonly us: number;
  readonly playing: boolean;
  readonly ambient: boolean;
  readonly selected: EventId;
  readonly viewport: Viewport;
  readonly nowInMs: number;
}

export interface FramePainter {
  /** Paints the moment and returns the tokens that stand on the picture. */
  readonly paint: (context: CanvasRenderingContext2D, moment: FrameMoment) => readonly Token[];
  readonly setPalette: (palette: Palette) => void;
  /** Messages that are drawn beside those of the trace: only benchmarks give any. */
  extra: readonly HopEvent[];
}

/** One instant in, one painted frame out. The only memory is of sprites and of what is known to be open. */
export function makeFramePainter(trace: TraceWindow, scene: FrameScene, palette: Palette): FramePainter {
  const isLost = lostReader(trace);
  const heldAt = heldReader(trace, isLost);
  const ratesAt = makeRates(trace.hops, scene.graph);
  const surfaces = surfacesOf(scene.layout);
  const stamps = new StampShelf(palette);
  const painter: FramePainter = {
    extra: [],
    setPalette: (next) => stamps.reset(next),
    paint: (context, moment) => {
      const flying =
        painter.extra.length > 0
          ? [...trace.hopsInFlight(moment.us), ...painter.extra]
          : trace.hopsInFlight(moment.us);
      const held = heldAt(moment.us);
      const isFaint = (hop: HopEvent): boolean => isBehind(hop, scene.depth, moment.ambient);
      const rates = ratesAt({ ...moment, isFaint });
      const tokens = placeTokens({
        graph: scene.graph,
        routes: scene.routes,
        depth: scene.depth,
        atUs: moment.us,
        flying,
        held,
        ghost: ghostOf(trace, moment, flying, held),
        selected: moment.selected,
        zoom: moment.viewport.zoom,
        paused: !moment.playing,
        reducedMotion: scene.reducedMotion,
        ambient: moment.ambient,
        isLost,
        ratePerEdge: rates.shown,
        faintRatePerEdge: rates.faint,
        stepOf: (hop) => stepOf(trace, hop),
        alone: painter.extra.length > 0,
      });
      scene.states.replace(statesOf(scene, tokens, held));
      const sprites = stamps.at(moment.viewport.zoom * moment.viewport.deviceScale);
      drawTokens(context, {
        tokens,
        plates: platesOf(scene, held, moment).filter((plate) => !isUnder(plate, tokens)),
        routes: scene.routes,
        surfaces,
        palette: stamps.palette,
        sprites,
        viewport: moment.viewport,
        still: !moment.playing,
      });
      return tokens;
    },
  };
  return painter;
}

/** The stamps in force: made anew when the theme or the scale changes. */
class StampShelf {
  palette: Palette;
  private scale = 0;
  private book: SpriteBook | null = null;

  constructor(palette: Palette) {
    this.palette = palette;
  }

  reset(palette: Palette): void {
    this.palette = palette;
    this.book = null;
  }

  at(scale: number): SpriteBook {
    if (this.book === null || scale !== this.scale) this.book = makeSpriteBook(this.palette, scale);
    this.scale = scale;
    return this.book;
  }
}

/** Frames of groups and of machines have the panel's colour behind them. */
function surfacesOf(layout: Layout): readonly Rect[] {
  const machines = [...layout.cards].filter(([id]) => id.startsWith('machine/')).map(([, rect]) => rect);
  if (layout.nodesFrame)
    return layout.controlPlane ? [layout.controlPlane, layout.nodesFrame] : [layout.nodesFrame];
  return layout.controlPlane ? [layout.controlPlane, ...machines] : machines;
}

/** A chosen message that is neither on its way nor waiting stays where it arrived; one not yet sent is not drawn. */
function ghostOf(
  trace: TraceWindow,
  moment: FrameMoment,
  flying: readonly HopEvent[],
  held: readonly HopEvent[],
): HopEvent | null {
  if (moment.selected === 0) return null;
  const hop = trace.hopById(moment.selected);
  if (!hop || hop.dueAtUs > moment.us || flying.includes(hop) || held.includes(hop)) return null;
  return hop;
}

/** Place of a message among those that a person follows since the action that began it all, counted from 1. */
function stepOf(trace: TraceWindow, hop: HopEvent): number {
  const action = trace.notes.findLast((note) => note.code === 'root.action' && note.atUs <= hop.atUs);
  const fromUs = action?.atUs ?? 0;
  let step = 0;
  for (let index = countUpTo(trace.hops, hop.atUs, (other) => other.atUs) - 1; index >= 0; index -= 1) {
    const other = trace.hops[index];
    if (!other || other.atUs < fromUs) break;
    if (!other.background && (other.atUs < hop.atUs || other.id <= hop.id)) step += 1;
  }
  return Math.max(1, step);
}

function statesOf(
  scene: FrameScene,
  tokens: readonly Token[],
  held: readonly HopEvent[],
): ReadonlyMap<string, Pattern> {
  const states = new Map<string, Pattern>();
  for (const hop of held) {
    if (hop.background && scene.depth !== 'wire') continue;
    const lane = laneOfHop(scene.graph, hop.from, hop.to, hop.wire);
    if (lane) states.set(lane.edge.id, hop.wire);
  }
  for (const token of tokens) {
    const hop = token.hops[0];
    if (token.kind === 'band') states.set(token.edge, token.wire);
    if (token.edge === TRUNK) lightBranches(scene, token, states);
    if (!hop || token.state === 'ghost') continue;
    const streams = hop.wire === 'http' && (hop.role === 'event' || isStream(hop));
    if (!streams || !states.has(token.edge)) states.set(token.edge, streams ? 'watch' : hop.wire);
  }
  return states;
}

/** Messages on the trunk are on their own branches' way, too. */
function lightBranches(scene: FrameScene, token: Token, states: Map<string, Pattern>): void {
  for (const hop of token.hops) {
    const lane = laneOfHop(scene.graph, hop.from, hop.to, hop.wire);
    if (lane) states.set(lane.edge.id, hop.role === 'event' || isStream(hop) ? 'watch' : hop.wire);
  }
}

/** Half of a plate's height, and a generous half of its width: it is measured only when it is painted. */
const PLATE_HALF_HEIGHT = 10;
const halfWidthOf = (plate: Plate): number => plate.text.length * 3 + 8;

/** True where a token passes over the plate: then the token's word is the one to read. */
const isUnder = (plate: Plate, tokens: readonly Token[]): boolean =>
  tokens.some(
    (token) =>
      token.kind !== 'faint' &&
      Math.abs(token.x - plate.x) < token.width / 2 + halfWidthOf(plate) &&
      Math.abs(token.y - plate.y) < token.height / 2 + PLATE_HALF_HEIGHT,
  );

const PLATE_RUN_MIN = 80;
/** A plate on the store's wire keeps clear of the token that waits at its end. */
const PLATE_SHIFT = 22;
const LONG_RUN_MIN = 150;

/** Words that rest on wires whose request is open. */
function platesOf(scene: FrameScene, held: readonly HopEvent[], moment: FrameMoment): readonly Plate[] {
  if (scene.depth === 'story' || moment.viewport.zoom < 0.6) return [];
  const plates = new Map<string, Plate>();
  for (const hop of held) {
    if (hop.background && scene.depth !== 'wire') continue;
    const lane = laneOfHop(scene.graph, hop.from, hop.to, hop.wire);
    const route = lane && scene.routes.get(lane.edge.id);
    if (!route || route.runInPx < (hop.wire === 'etcd' ? LONG_RUN_MIN : PLATE_RUN_MIN)) continue;
    const text = scene.plateOf(route, hop, moment.us);
    if (text === '') continue;
    // On kubectl's short wire the token fills the lane: the word stands under it.
    const y = hop.wire === 'http' ? route.label.y + 26 : route.label.y;
    const end = (lane.forward ? route.points.at(-1) : route.points[0]) ?? route.label;
    const x =
      hop.wire === 'etcd' ? route.label.x + Math.sign(route.label.x - end.x) * PLATE_SHIFT : route.label.x;
    plates.set(route.edge.id, { x, y, text });
  }
  return [...plates.values()];
}
