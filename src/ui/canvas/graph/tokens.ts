import { spreadApart } from '../../../base/spread.ts';
import type { EventId, Wire } from '../../../protocol/ids.ts';
import type { HopEvent } from '../../../protocol/trace.ts';
import { groupWord, isAnswer } from '../../session/hop-words.ts';
import type { Route } from './lanes.ts';
import { TRUNK } from './trunk.ts';
import { directionAt, pointAt } from './lut.ts';
import { type Depth, type Graph, laneOfHop } from './model.ts';
import { type Arrow, arrowOf, pillHeight, pillWidth, span } from './token-shape.ts';
import { wordThatFits } from './token-room.ts';

/** A message as it is drawn at one instant, in the picture's px. */
export interface Token {
  readonly kind: 'pill' | 'dot' | 'faint' | 'band';
  readonly edge: string;
  readonly wire: Wire;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly text: string;
  /** Filled = request or event, outlined = answer. */
  readonly filled: boolean;
  /** Way it goes, drawn only while paused. */
  readonly arrow: '' | Arrow;
  readonly state: 'flying' | 'held' | 'ghost';
  readonly selected: boolean;
  /** The messages it stands for, oldest first. */
  readonly hops: readonly HopEvent[];
}

export interface TokenScene {
  readonly graph: Graph;
  readonly routes: ReadonlyMap<string, Route>;
  readonly depth: Depth;
  readonly atUs: number;
  /** Messages on their way at `atUs`. */
  readonly flying: readonly HopEvent[];
  /** Requests that arrived and wait for their answer. */
  readonly held: readonly HopEvent[];
  /** The chosen message when it is not on its way: stays at the end that it reached. */
  readonly ghost: HopEvent | null;
  readonly selected: EventId;
  readonly zoom: number;
  readonly paused: boolean;
  readonly reducedMotion: boolean;
  /** Nothing else is told: what goes on all the time is shown as if it were the story. */
  readonly ambient: boolean;
  /** Messages that a fault takes: they get as far as the middle. */
  readonly isLost: (hop: HopEvent) => boolean;
  /** Tokens a second on the reader's clock, per edge; only what is above BAND_RATE matters. */
  readonly ratePerEdge: ReadonlyMap<string, number>;
  /** The same of what is only shown faintly. */
  readonly faintRatePerEdge: ReadonlyMap<string, number>;
  /** Every token stands alone, however many there are: for measuring what drawing costs. */
  readonly alone?: boolean;
  /** Number of a step, for the badge that stands for travel under reduced motion. */
  readonly stepOf: (hop: HopEvent) => number;
}

export const BAND_RATE = 10;
/** The number on a band moves in steps, so that it does not flicker. */
const BAND_STEP = 5;
/** What only flickers is left out: more than three a second would flash. */
const FAINT_RATE = 3;
const STORY_TOKENS_MAX = 12;
const DOT_ZOOM = 0.6;
const COUNT_ZOOM = 0.35;
/** Where a lane has no room for words. */
const DOT_IN_LANE = 12;
const NO_HOPS: readonly HopEvent[] = [];

interface Placing {
  readonly hop: HopEvent;
  readonly hops: readonly HopEvent[];
  readonly forward: boolean;
  readonly state: Token['state'];
  readonly text: string;
  readonly width: number;
  readonly height: number;
  readonly along: number;
  /** The lane has no room for a word. */
  readonly dot: boolean;
  /** No arrow, to save its room. */
  readonly bare?: boolean;
}

interface Bucket {
  readonly route: Route;
  readonly placings: Placing[];
  readonly faint: Token[];
}

/** Where every token stands at `atUs`: a pure function, so that scrubbing, stepping back and a picture of any instant agree. */
export function placeTokens(scene: TokenScene): Token[] {
  const buckets = new Map<string, Bucket>();
  for (const hop of scene.flying) place(scene, buckets, hop, 'flying');
  for (const hop of scene.held) place(scene, buckets, hop, 'held');
  if (scene.ghost) place(scene, buckets, scene.ghost, 'ghost');
  for (const route of scene.routes.values()) if (busyRate(scene, route) > 0) bucketOf(buckets, route);
  const tokens: Token[] = [];
  for (const bucket of buckets.values()) tokens.push(...bucket.faint, ...tokensOf(scene, bucket));
  return scene.depth === 'story' ? newestOf(tokens) : tokens;
}

/** A Story never shows more than twelve; the newest are the story. */
function newestOf(tokens: Token[]): Token[] {
  if (tokens.length <= STORY_TOKENS_MAX) return tokens;
  const age = (token: Token): number =>
    token.selected ? Number.POSITIVE_INFINITY : (token.hops[0]?.atUs ?? 0);
  return [...tokens].sort((one, two) => age(two) - age(one)).slice(0, STORY_TOKENS_MAX);
}

function place(scene: TokenScene, buckets: Map<string, Bucket>, hop: HopEvent, state: Token['state']): void {
  const hidden = isHidden(scene, hop, state);
  if (hidden && (scene.depth === 'story' || state === 'held')) return;
  const lane = laneOfHop(scene.graph, hop.from, hop.to, hop.wire);
  const route = lane && scene.routes.get(lane.edge.id);
  if (!route) return;
  const travelled = shareTravelled(scene, hop, state);
  if (state === 'flying' && travelled > 0.5 && scene.isLost(hop)) return;
  const share = lane.forward ? travelled : 1 - travelled;
  const at = onTrunk(scene, route, share, lane.forward) ?? { route, share, forward: lane.forward };
  const bucket = bucketOf(buckets, at.route);
  if (!hidden) bucket.placings.push(placingOf(scene, at.route, { ...at, hop, state }));
  else if (isCalm(scene, route)) bucket.faint.push(faintToken(at.route, hop, at.share));
}

/** Where many edges share their way out of the apiserver, their messages share the trunk: there they are spread and counted together. */
function onTrunk(
  scene: TokenScene,
  route: Route,
  share: number,
  forward: boolean,
): { readonly route: Route; readonly share: number; readonly forward: boolean } | null {
  const trunk = route.trunkInPx > 0 ? scene.routes.get(TRUNK) : undefined;
  if (!trunk) return null;
  const fromMachine = route.edge.b === trunk.edge.a;
  const along = route.lut.lengthInPx * (fromMachine ? 1 - share : share);
  // Far out, where edges carry only counts, there is one count for all nodes.
  if (along > route.trunkInPx && scene.zoom >= COUNT_ZOOM) return null;
  return {
    route: trunk,
    share: Math.min(1, along / route.trunkInPx),
    forward: fromMachine ? !forward : forward,
  };
}

function isHidden(scene: TokenScene, hop: HopEvent, state: Token['state']): boolean {
  return hop.id !== scene.selected && state !== 'ghost' && isBehind(hop, scene.depth, scene.ambient);
}

/** What goes on all the time stays behind the story, unless nothing else is told. */
export function isBehind(hop: HopEvent, depth: Depth, ambient: boolean): boolean {
  return hop.background && (depth === 'story' || (depth === 'components' && !ambient));
}

/** Faint dots must neither flicker nor, where motion is reduced, travel. */
const isCalm = (scene: TokenScene, route: Route): boolean =>
  !scene.reducedMotion && (scene.paused || (scene.faintRatePerEdge.get(route.edge.id) ?? 0) <= FAINT_RATE);

function bucketOf(buckets: Map<string, Bucket>, route: Route): Bucket {
  const known = buckets.get(route.edge.id);
  if (known) return known;
  const bucket: Bucket = { route, placings: [], faint: [] };
  buckets.set(route.edge.id, bucket);
  return bucket;
}

interface Travel {
  readonly hop: HopEvent;
  readonly state: Token['state'];
  /** Share of the way from the edge's `a` to its `b`. */
  readonly share: number;
  readonly forward: boolean;
}

function placingOf(scene: TokenScene, route: Route, { hop, state, share, forward }: Travel): Placing {
  const word = wordThatFits(scene, route, hop);
  const dot = word === null;
  const text = word ?? '';
  const width = dot ? DOT_IN_LANE : pillWidth(text, scene.depth, scene.paused);
  const height = dot ? DOT_IN_LANE : pillHeight(scene.depth);
  const [low, high] = span(route, width, height);
  const along = scene.reducedMotion ? route.lut.lengthInPx / 2 : low + (high - low) * share;
  return { hop, hops: [hop], forward, state, text, width, height, along, dot };
}

function shareTravelled(scene: TokenScene, hop: HopEvent, state: Token['state']): number {
  if (state === 'held') return 1;
  if (hop.dueAtUs <= hop.atUs) return 1;
  return Math.min(Math.max((scene.atUs - hop.atUs) / (hop.dueAtUs - hop.atUs), 0), 1);
}

function faintToken(route: Route, hop: HopEvent, share: number): Token {
  const at = pointAt(route.lut, route.lut.lengthInPx * share);
  return {
    kind: 'faint',
    edge: route.edge.id,
    wire: hop.wire,
    x: at.x,
    y: at.y,
    width: 6,
    height: 6,
    text: '',
    filled: !isAnswer(hop),
    arrow: '',
    state: 'flying',
    selected: false,
    hops: NO_HOPS,
  };
}

function tokensOf(scene: TokenScene, bucket: Bucket): Token[] {
  const { route, placings } = bucket;
  const rate = busyRate(scene, route);
  if (rate > 0) return [bandToken(scene, bucket, `${Math.round(rate / BAND_STEP) * BAND_STEP}/s`)];
  if (placings.length === 0) return [];
  if (scene.alone) return placings.map((placing) => pillToken(scene, route, placing, placing.along));
  if (scene.zoom < COUNT_ZOOM) return [bandToken(scene, bucket, countOf(bucket))];
  if (scene.zoom < DOT_ZOOM) return placings.map((placing) => dotToken(scene, route, placing));
  const sorted = [...placings].sort((one, two) => one.along - two.along || one.hop.id - two.hop.id);
  const grouped = groupSame(scene, sorted);
  return (
    fit(scene, route, sorted) ??
    fit(scene, route, withoutArrows(scene, sorted)) ??
    fit(scene, route, grouped) ??
    fit(scene, route, withoutArrows(scene, grouped)) ?? [bandToken(scene, bucket, countOf(bucket))]
  );
}

const withoutArrows = (scene: TokenScene, placings: readonly Placing[]): readonly Placing[] =>
  placings.map((placing) =>
    placing.dot ? placing : { ...placing, bare: true, width: pillWidth(placing.text, scene.depth, false) },
  );

/** Spreads tokens that are nearer than their width; null when the lane is too short for all of them. */
function fit(scene: TokenScene, route: Route, placings: readonly Placing[]): Token[] | null {
  const near = spreadOut(scene, route, placings, (placing) =>
    Math.abs(directionAt(route.lut, placing.along).x) > 0.5 ? placing.width : placing.height,
  );
  if (!near || !overlapping(near)) return near;
  // Around a corner two pills meet sooner than along a line.
  return spreadOut(scene, route, placings, (placing) => placing.width + placing.height / 2);
}

function overlapping(tokens: readonly Token[]): boolean {
  return tokens.some((token, index) => {
    const next = tokens[index + 1];
    return (
      next !== undefined &&
      Math.abs(next.x - token.x) < (next.width + token.width) / 2 + 3 &&
      Math.abs(next.y - token.y) < token.height + 3
    );
  });
}

function spreadOut(
  scene: TokenScene,
  route: Route,
  placings: readonly Placing[],
  lengthOf: (placing: Placing) => number,
): Token[] | null {
  const wishes = placings.map((placing) => ({ at: placing.along, extent: lengthOf(placing) + 8 }));
  const first = placings[0];
  const last = placings.at(-1);
  const [low] = span(route, first?.width ?? 0, first?.height ?? 0);
  const [, high] = span(route, last?.width ?? 0, last?.height ?? 0);
  const places = spreadApart(wishes, low, high);
  return (
    places &&
    placings.map((placing, index) => pillToken(scene, route, placing, places[index] ?? placing.along))
  );
}

function groupSame(scene: TokenScene, placings: readonly Placing[]): Placing[] {
  const groups = new Map<string, Placing[]>();
  for (const placing of placings) {
    const key = `${groupWord(placing.hop)} ${isAnswer(placing.hop)} ${placing.hop.id === scene.selected}`;
    const group = groups.get(key);
    if (group) group.push(placing);
    else groups.set(key, [placing]);
  }
  return [...groups.values()]
    .map((group) => {
      const first = group[0] as Placing;
      if (group.length === 1) return first;
      const along = group.reduce((sum, placing) => sum + placing.along, 0) / group.length;
      const hops = group.map((placing) => placing.hop);
      if (first.dot) return { ...first, along, hops };
      const text = `${groupWord(first.hop)} ×${group.length}`;
      return { ...first, text, along, hops, width: pillWidth(text, scene.depth, scene.paused) };
    })
    .sort((one, two) => one.along - two.along || one.hop.id - two.hop.id);
}

function pillToken(scene: TokenScene, route: Route, placing: Placing, along: number): Token {
  const at = pointAt(route.lut, along);
  return {
    kind: placing.dot ? 'dot' : 'pill',
    edge: route.edge.id,
    wire: placing.hop.wire,
    x: at.x,
    y: at.y,
    width: placing.width,
    height: placing.height,
    text: placing.text,
    filled: !isAnswer(placing.hop),
    arrow: scene.paused && !placing.bare && !placing.dot ? arrowOf(route, along, placing.forward) : '',
    state: placing.state,
    selected: placing.hops.some((hop) => hop.id === scene.selected),
    hops: placing.hops,
  };
}

function dotToken(scene: TokenScene, route: Route, placing: Placing): Token {
  const size = 10 / scene.zoom;
  return {
    ...pillToken(scene, route, placing, placing.along),
    kind: 'dot',
    width: size,
    height: size,
    text: '',
    arrow: '',
  };
}

/** Messages a second on an edge that is too busy for tokens; 0 on all others. The band stands still between two messages. */
function busyRate(scene: TokenScene, route: Route): number {
  if (scene.paused) return 0;
  const rate = route.edge.id === TRUNK ? trunkRate(scene) : (scene.ratePerEdge.get(route.edge.id) ?? 0);
  return rate > BAND_RATE ? rate : 0;
}

function trunkRate(scene: TokenScene): number {
  let rate = 0;
  for (const [edge, n] of scene.ratePerEdge) if ((scene.routes.get(edge)?.trunkInPx ?? 0) > 0) rate += n;
  return rate;
}

const countOf = ({ placings }: Bucket): string =>
  `×${placings.reduce((sum, placing) => sum + placing.hops.length, 0)}`;

/** A steady band with a number: nothing on it moves or flashes. */
function bandToken(scene: TokenScene, bucket: Bucket, text: string): Token {
  const { route, placings } = bucket;
  const at = pointAt(route.lut, route.lut.lengthInPx / 2);
  return {
    kind: 'band',
    edge: route.edge.id,
    wire: route.edge.wire,
    x: at.x,
    y: at.y,
    width: pillWidth(text, scene.depth, false),
    height: pillHeight(scene.depth),
    text,
    filled: true,
    arrow: '',
    state: 'flying',
    selected: placings.some((placing) => placing.hop.id === scene.selected),
    hops: placings.map((placing) => placing.hop),
  };
}
