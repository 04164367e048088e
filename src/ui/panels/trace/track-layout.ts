import type { PlacedSpan, Track } from './track-model.ts';

export const LANE_HEIGHT = 22;
export const SPAN_HEIGHT = 18;
export const TRACK_GAP = 8;
export const AXIS_HEIGHT = 26;

/** A track with its place, in px from the top of the plot. */
export interface PlacedTrack {
  readonly track: Track;
  readonly top: number;
  readonly height: number;
}

const heightOf = (track: Track): number => track.lanes * LANE_HEIGHT + TRACK_GAP;

/** The tracks from `first` on that fit whole; at least one. */
export function wholeTracks(
  tracks: readonly Track[],
  first: number,
  roomInPx: number,
): readonly PlacedTrack[] {
  const placed: PlacedTrack[] = [];
  let top = AXIS_HEIGHT;
  for (const track of tracks.slice(first)) {
    const height = heightOf(track);
    if (placed.length > 0 && top + height > roomInPx) break;
    placed.push({ track, top, height });
    top += height;
  }
  return placed;
}

/** The last track with which a page may begin, so that it is as full as it can be. */
export function lastFirst(tracks: readonly Track[], roomInPx: number): number {
  let first = Math.max(0, tracks.length - 1);
  while (first > 0 && wholeTracks(tracks, first - 1, roomInPx).length === tracks.length - first + 1)
    first -= 1;
  return first;
}

export const spanTop = (place: PlacedTrack, span: PlacedSpan): number =>
  place.top + TRACK_GAP / 2 + span.lane * LANE_HEIGHT + (LANE_HEIGHT - SPAN_HEIGHT) / 2;

/** A span that ended so long ago still counts as the one that a message comes from. */
const NEAR_IN_US = 2000;

/**
 * Where a message leaves or reaches a track: at the edge of a span that ends or begins with it, else of one that goes on meanwhile, else
 * of the nearest in time, else of the track itself; below if the other end lies below.
 */
export function anchorY(place: PlacedTrack, us: number, side: 'leaves' | 'arrives', below: boolean): number {
  const { spans } = place.track;
  const edgeOf = (span: PlacedSpan) => (side === 'leaves' ? span.toUs : span.fromUs);
  const exact = spans.filter((span) => edgeOf(span) === us);
  const during = spans.filter((span) => span.fromUs <= us && span.toUs >= us);
  const nearest = spans
    .filter((span) => Math.abs(edgeOf(span) - us) <= NEAR_IN_US)
    .sort((one, two) => Math.abs(edgeOf(one) - us) - Math.abs(edgeOf(two) - us))
    .slice(0, 1);
  const found = exact.length > 0 ? exact : during.length > 0 ? during : nearest;
  if (found.length === 0) return below ? place.top + place.height - TRACK_GAP / 2 : place.top + TRACK_GAP / 2;
  const edges = found.map((span) => spanTop(place, span));
  return below ? Math.max(...edges) + SPAN_HEIGHT : Math.min(...edges);
}

const CHARACTER = 6.3;
const PADDING = 12;

export interface FittedLabel {
  readonly text: string;
  readonly x: number;
  /** It stands in the part that is not played yet. */
  readonly ahead: boolean;
}

/** The fullest label that fits into the part of the span that is played, else into the part ahead; null if none does. */
export function fitLabel(
  texts: readonly string[],
  from: number,
  to: number,
  now: number,
  limit: number,
): FittedLabel | null {
  const left = Math.max(0, from);
  const right = Math.min(to, limit);
  const regions = [
    { from: left, to: Math.min(right, now), ahead: false },
    { from: Math.max(left, now), to: right, ahead: true },
  ];
  for (const text of texts)
    for (const region of regions)
      if (region.to - region.from >= text.length * CHARACTER + PADDING)
        return { text, x: region.from + PADDING / 2, ahead: region.ahead };
  return null;
}
