import type { PaceMap, PaceSegment } from '../../session/pace.ts';
import { type Bookmark, bookmarksOf, type Scene, scenesOf } from '../../session/scenes.ts';
import type { TraceWindow } from '../../session/trace-window.ts';

/** A scene with its places on the line, 0 to 1. */
export interface SceneSpan {
  readonly scene: Scene;
  readonly from: number;
  readonly to: number;
  readonly toUs: number;
}

/** What the timeline shows: a window of virtual time, laid out by human time so that what takes a person's time takes room. */
export interface TimelineView {
  readonly fromUs: number;
  readonly toUs: number;
  readonly placeOf: (us: number) => number;
  readonly usAt: (place: number) => number;
  readonly scenes: readonly SceneSpan[];
  readonly skips: readonly { readonly segment: PaceSegment; readonly from: number; readonly to: number }[];
  readonly marks: readonly { readonly mark: Bookmark; readonly place: number }[];
}

const LEAD_IN_SECONDS = 0.5;
const TAIL_IN_SECONDS = 1;
const SKIP_SHOWN_MIN = 0.006;

/**
 * The window begins at the boot until a person has done something, then a little before the first thing done (unless the playhead is before
 * it). It ends behind the last foreground event that is known, or at the playhead if that is later.
 */
export function timelineView(
  trace: TraceWindow,
  pace: PaceMap,
  us: number,
  playedToUs: number,
  own: readonly Bookmark[] = [],
): TimelineView {
  const marks = [...bookmarksOf(trace), ...own].sort((a, b) => a.atUs - b.atUs);
  const firstDone = marks.find((mark) => mark.kind === 'action' || mark.kind === 'fault');
  const leadSeconds =
    firstDone === undefined ? 0 : Math.max(0, pace.toSeconds(firstDone.atUs) - LEAD_IN_SECONDS);
  // A little slack, so that dragging to the very left does not turn the window into the boot.
  const fromSeconds = pace.toSeconds(us) < leadSeconds - LEAD_IN_SECONDS / 100 ? 0 : leadSeconds;
  const lastUs = trace.foreground.at(-1)?.atUs ?? 0;
  const toSeconds = Math.max(
    pace.toSeconds(lastUs) + TAIL_IN_SECONDS,
    pace.toSeconds(us),
    fromSeconds + 2 * TAIL_IN_SECONDS,
  );
  const length = toSeconds - fromSeconds;
  const placeOf = (at: number) => Math.min(1, Math.max(0, (pace.toSeconds(at) - fromSeconds) / length));
  const usAt = (place: number) => pace.toUs(fromSeconds + place * length);
  const fromUs = usAt(0);
  const toUs = Math.max(usAt(1), us, Math.min(playedToUs, trace.frontierUs));
  return {
    fromUs,
    toUs,
    placeOf,
    usAt,
    scenes: sceneSpans(scenesOf(trace), fromUs, toUs, placeOf),
    skips: pace
      .skips()
      .filter((segment) => segment.toUs > fromUs && segment.fromUs < lastUs)
      .map((segment) => ({ segment, from: placeOf(segment.fromUs), to: placeOf(segment.toUs) }))
      .filter((skip) => skip.to - skip.from > SKIP_SHOWN_MIN),
    marks: marks.filter((mark) => mark.atUs >= fromUs).map((mark) => ({ mark, place: placeOf(mark.atUs) })),
  };
}

function sceneSpans(
  scenes: readonly Scene[],
  fromUs: number,
  toUs: number,
  placeOf: (us: number) => number,
): readonly SceneSpan[] {
  const spans: SceneSpan[] = [];
  for (const [i, scene] of scenes.entries()) {
    const endUs = scenes[i + 1]?.fromUs ?? toUs;
    if (endUs <= fromUs) continue;
    spans.push({ scene, from: placeOf(scene.fromUs), to: placeOf(endUs), toUs: endUs });
  }
  return spans;
}

/** The scene that an instant belongs to. */
export function sceneAt(spans: readonly SceneSpan[], us: number): SceneSpan | undefined {
  return spans.findLast((span) => span.scene.fromUs <= us);
}

export interface SceneLabel {
  readonly span: SceneSpan;
  /** Left edge in pixels. */
  readonly left: number;
}

const LABEL_GAP = 8;

/** Names that fit: the current scene's always, then those of the widest scenes, as long as none touches another. `lengthOf` is in pixels. */
export function labelsThatFit(
  spans: readonly SceneSpan[],
  current: SceneSpan | undefined,
  width: number,
  lengthOf: (span: SceneSpan) => number,
): readonly SceneLabel[] {
  const widthOf = (span: SceneSpan) => (span === current ? Number.POSITIVE_INFINITY : span.to - span.from);
  const labels: (SceneLabel & { readonly right: number })[] = [];
  for (const span of [...spans].sort((a, b) => widthOf(b) - widthOf(a))) {
    const left = Math.max(0, Math.min(span.from * width, width - lengthOf(span)));
    const right = left + lengthOf(span);
    if (labels.some((label) => left < label.right + LABEL_GAP && right + LABEL_GAP > label.left)) continue;
    labels.push({ span, left, right });
  }
  return labels.sort((a, b) => a.left - b.left);
}
