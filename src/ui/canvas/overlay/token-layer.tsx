import { useStoreApi, ViewportPortal } from '@xyflow/react';
import { useEffect, useState } from 'react';
import { type Translate, useText } from '../../kit/i18n.ts';
import { formatDuration } from '../../kit/template.ts';
import { useSession, useSessionState } from '../../session/hooks.ts';
import type { Session } from '../../session/session.ts';
import type { TraceWindow } from '../../session/trace-window.ts';
import { type FramePainter, type FrameScene, makeFramePainter } from '../frame.ts';
import type { Token } from '../graph/tokens.ts';
import { offerBench } from './bench-hook.ts';
import { isStuck } from './open-requests.ts';
import { readPalette } from './palette.ts';
import { makeTokenButtons, type TokenButtons } from './token-buttons.ts';
import css from './token-layer.module.css';

export type FramePicture = Omit<FrameScene, 'plateOf'>;

interface TokenLayerProps {
  readonly picture: FramePicture;
  /** Called after each frame with what stands on the picture, for follow mode and the test hook. */
  readonly onFrame: (tokens: readonly Token[], playing: boolean) => void;
}

/** The one overlay on which messages travel, and the buttons that lie over them. */
export function TokenLayer({ picture, onFrame }: TokenLayerProps) {
  const t = useText();
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null);
  const [buttons, setButtons] = useState<HTMLDivElement | null>(null);
  useFrames({ picture, onFrame, canvas, buttons });
  return (
    <>
      <canvas ref={setCanvas} className={css.canvas} aria-hidden />
      <ViewportPortal>
        <div ref={setButtons} className={css.buttons} role="group" aria-label={t('canvas.tokens')} />
      </ViewportPortal>
    </>
  );
}

interface Frames extends TokenLayerProps {
  readonly canvas: HTMLCanvasElement | null;
  readonly buttons: HTMLDivElement | null;
}

/** Runs the painter over the two elements for as long as the picture, the theme and the language stay the same. */
function useFrames({ picture, onFrame, canvas, buttons }: Frames): void {
  const t = useText();
  const session = useSession();
  const flow = useStoreApi();
  const theme = useSessionState((state) => state.theme);
  useEffect(() => {
    const context = canvas?.getContext('2d');
    if (!canvas || !buttons || !context || theme === undefined) return undefined;
    const painter = makeFramePainter(
      session.trace,
      { ...picture, plateOf: plateWords(t, session.trace) },
      readPalette(canvas),
    );
    const tokenButtons = makeTokenButtons({
      container: buttons,
      className: css.token ?? '',
      labelOf: (token) => tokenLabel(t, token),
    });
    const loop = makeLoop({
      session,
      canvas,
      context,
      painter,
      buttons: tokenButtons,
      transform: () => flow.getState().transform,
      onFrame,
    });
    const observer = new ResizeObserver(() => loop.resize(canvas.clientWidth, canvas.clientHeight));
    observer.observe(canvas);
    const stops = [
      () => observer.disconnect(),
      loop.stop,
      tokenButtons.clear,
      flow.subscribe(loop.later),
      session.playhead.subscribe(loop.now),
      session.store.subscribe((state, before) => {
        if (state.selection !== before.selection) loop.later();
      }),
      listenForTokens(buttons, session),
      offerBench(painter, loop.later),
    ];
    loop.later();
    // The first stamps may be drawn with a stand-in font.
    void document.fonts.ready.then(() => {
      painter.setPalette(readPalette(canvas));
      loop.later();
    });
    return () => {
      for (const stop of stops) stop();
    };
  }, [canvas, buttons, picture, onFrame, session, flow, t, theme]);
}

/** A token opens in the inspector on click, and its fault menu on right click; both stop time, so that it does not run away. */
function listenForTokens(container: HTMLElement, session: Session): () => void {
  const click = (event: MouseEvent): void => {
    const hop = hopOf(event.target);
    if (hop === 0) return;
    event.stopPropagation();
    session.playhead.pause();
    session.select({ kind: 'hop', id: String(hop) });
  };
  const menu = (event: MouseEvent): void => {
    const hop = hopOf(event.target);
    if (hop === 0) return;
    event.preventDefault();
    event.stopPropagation();
    session.playhead.pause();
    session.openFaultMenu({ kind: 'hop', id: String(hop) }, event.clientX, event.clientY);
  };
  container.addEventListener('click', click);
  container.addEventListener('contextmenu', menu);
  return () => {
    container.removeEventListener('click', click);
    container.removeEventListener('contextmenu', menu);
  };
}

const hopOf = (target: EventTarget | null): number =>
  target instanceof HTMLElement ? Number(target.closest('[data-hop]')?.getAttribute('data-hop') ?? 0) : 0;

function plateWords(t: Translate, trace: TraceWindow): FrameScene['plateOf'] {
  return (route, hop, us) => {
    // The scissors on the edge say it, and stand where the words would.
    if (isStuck(trace, hop, us)) return '';
    if (hop.wire === 'etcd') return t('canvas.edge.grpcHeld', { verb: hop.verb, age: us - hop.dueAtUs });
    return hop.wire === 'http' && route.edge.pattern === 'http' ? t('canvas.edge.held') : '';
  };
}

function tokenLabel(t: Translate, token: Token): string {
  const hop = token.hops[0];
  if (!hop) return '';
  const params = {
    verb: hop.verb,
    label: hop.label,
    from: hop.from,
    to: hop.to,
    n: token.hops.length,
    took: formatDuration(hop.dueAtUs - hop.atUs),
  };
  return token.hops.length > 1 ? t('canvas.label.tokens', params) : t('canvas.label.token', params);
}

interface LoopOptions {
  readonly session: Session;
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  readonly painter: FramePainter;
  readonly buttons: TokenButtons;
  readonly transform: () => readonly [number, number, number];
  readonly onFrame: (tokens: readonly Token[], playing: boolean) => void;
}

interface Loop {
  /** Paints inside the playhead's own frame. */
  readonly now: () => void;
  /** Paints in the next frame, once however often it is asked. */
  readonly later: () => void;
  readonly resize: (width: number, height: number) => void;
  readonly stop: () => void;
}

/** Paints when something has moved and rests when nothing has. The size is told, not asked: asking would lay out the page each frame. */
function makeLoop(options: LoopOptions): Loop {
  const { session, canvas, context, painter, buttons } = options;
  let asked = 0;
  let size = { width: canvas.clientWidth, height: canvas.clientHeight };
  const now = (): void => {
    cancelAnimationFrame(asked);
    asked = 0;
    if (size.width === 0 || size.height === 0) return;
    const [x, y, zoom] = options.transform();
    const deviceScale = globalThis.devicePixelRatio || 1;
    fitCanvas(canvas, Math.round(size.width * deviceScale), Math.round(size.height * deviceScale));
    const { selection } = session.state;
    const { us, playing, ambient } = session.playhead;
    const selected = selection?.kind === 'hop' ? Number(selection.id) : 0;
    const viewport = { x, y, zoom, ...size, deviceScale };
    const tokens = painter.paint(context, {
      us,
      playing,
      ambient,
      selected,
      viewport,
      nowInMs: performance.now(),
    });
    buttons.show(tokens, !playing);
    options.onFrame(tokens, playing);
  };
  const later = (): void => {
    if (asked === 0) asked = requestAnimationFrame(now);
  };
  const resize = (width: number, height: number): void => {
    size = { width, height };
    later();
  };
  return { now, later, resize, stop: () => cancelAnimationFrame(asked) };
}

function fitCanvas(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
