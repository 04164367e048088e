import type { ReactFlowInstance, Viewport } from '@xyflow/react';
import type { Layout } from './graph/layout.ts';
import type { Token } from './graph/tokens.ts';

export const ZOOM_MIN = 0.2;
export const ZOOM_MAX = 2.5;
const FIT_ZOOM_MAX = 1.5;
const CAMERA_MS = 320;
const MARGIN = 16;

/** The viewport that shows the whole picture. At its own size where that nearly fits, so that words stay at the size they were set in. */
export function fitViewport(
  layout: Pick<Layout, 'width' | 'height'>,
  width: number,
  height: number,
): Viewport {
  const free = Math.min((width - MARGIN * 2) / layout.width, (height - MARGIN * 2) / layout.height);
  const snug = layout.width <= width - 8 && layout.height <= height - MARGIN;
  const zoom = Math.min(FIT_ZOOM_MAX, snug ? Math.max(1, free) : Math.max(ZOOM_MIN, free));
  return {
    x: Math.round((width - layout.width * zoom) / 2),
    y: Math.round((height - layout.height * zoom) / 2),
    zoom,
  };
}

/** Moves the camera for fit, zoom and follow. */
export interface Camera {
  readonly fit: (animate: boolean) => void;
  readonly zoomBy: (factor: number) => void;
  readonly toggleFollow: () => void;
  readonly leaveFollow: () => void;
  /** Keeps the chosen message in the middle while it is followed and time runs: a pause holds the camera, too. */
  readonly track: (tokens: readonly Token[], playing: boolean) => void;
  readonly setDragging: (dragging: boolean) => void;
  readonly isFollowing: () => boolean;
}

export interface CameraOptions {
  readonly flow: ReactFlowInstance;
  readonly sizeOf: () => { readonly width: number; readonly height: number };
  readonly layoutOf: () => Layout;
  readonly reducedMotion: () => boolean;
  readonly onFollow: (following: boolean) => void;
}

/** Share of the way to the followed message that the camera goes in one frame. */
const TRACK_SHARE = 0.12;

/** The chosen message; once it has arrived, what is on its way of the same request, so that one request is followed to its answer. */
export function followed(tokens: readonly Token[]): Token | undefined {
  const chosen = tokens.find((token) => token.selected);
  if (chosen?.state !== 'ghost') return chosen;
  const exchange = chosen.hops[0]?.exchange ?? 0;
  const onward = tokens.find(
    (token) => !token.selected && exchange > 0 && token.hops.some((hop) => hop.exchange === exchange),
  );
  return onward ?? chosen;
}

export function makeCamera(options: CameraOptions): Camera {
  let following = false;
  let dragging = false;
  let lastTokens: readonly Token[] = [];
  const duration = (): number => (options.reducedMotion() ? 0 : CAMERA_MS);
  const setFollowing = (next: boolean): void => {
    following = next;
    options.onFollow(next);
  };
  const fit = (animate: boolean): void => {
    const { width, height } = options.sizeOf();
    if (width === 0 || height === 0) return;
    void options.flow.setViewport(fitViewport(options.layoutOf(), width, height), {
      duration: animate ? duration() : 0,
    });
  };
  const chosen = (): Token | undefined => followed(lastTokens);
  return {
    fit,
    zoomBy: (factor) =>
      void options.flow.zoomTo(Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, options.flow.getZoom() * factor)), {
        duration: duration(),
      }),
    toggleFollow: () => {
      setFollowing(!following);
      if (!following) return fit(true);
      const token = chosen();
      if (token)
        void options.flow.setCenter(token.x, token.y, {
          zoom: Math.max(1.2, options.flow.getZoom()),
          duration: duration(),
        });
    },
    leaveFollow: () => {
      if (following) setFollowing(false);
    },
    track: (tokens, playing) => {
      lastTokens = tokens;
      const token = chosen();
      if (!following || !playing || dragging || options.reducedMotion() || !token) return;
      const { width, height } = options.sizeOf();
      const { x, y, zoom } = options.flow.getViewport();
      const dx = width / 2 - (token.x * zoom + x);
      const dy = height / 2 - (token.y * zoom + y);
      if (Math.hypot(dx, dy) < 1) return;
      void options.flow.setViewport({ x: x + dx * TRACK_SHARE, y: y + dy * TRACK_SHARE, zoom });
    },
    setDragging: (next) => {
      dragging = next;
    },
    isFollowing: () => following,
  };
}
