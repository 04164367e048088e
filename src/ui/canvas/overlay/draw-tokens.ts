import type { Route } from '../graph/lanes.ts';
import type { Rect } from '../graph/layout.ts';
import type { Token } from '../graph/tokens.ts';
import type { Palette } from './palette.ts';
import type { SpriteBook } from './sprites.ts';

/** Where the picture lies on the screen: React Flow's transform, and the size of the overlay in CSS px. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  readonly width: number;
  readonly height: number;
  readonly deviceScale: number;
}

/** Words that rest on an edge, on a plate of the surface's colour. */
export interface Plate {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

export interface DrawScene {
  readonly tokens: readonly Token[];
  readonly plates: readonly Plate[];
  readonly routes: ReadonlyMap<string, Route>;
  /** Areas that have the panel's colour behind them; elsewhere the canvas shows. */
  readonly surfaces: readonly Rect[];
  readonly palette: Palette;
  readonly sprites: SpriteBook;
  readonly viewport: Viewport;
  /** Still pictures stand on whole device pixels, so that words are sharp. */
  readonly still: boolean;
}

/** Paints one instant; reads nothing but its argument. */
export function drawTokens(paint: CanvasRenderingContext2D, scene: DrawScene): void {
  const { viewport } = scene;
  paint.setTransform(1, 0, 0, 1, 0, 0);
  paint.clearRect(0, 0, viewport.width * viewport.deviceScale, viewport.height * viewport.deviceScale);
  const scale = viewport.zoom * viewport.deviceScale;
  paint.setTransform(
    scale,
    0,
    0,
    scale,
    viewport.x * viewport.deviceScale,
    viewport.y * viewport.deviceScale,
  );
  for (const token of scene.tokens) if (token.kind === 'band') drawBand(paint, scene, token);
  for (const plate of scene.plates) drawPlate(paint, scene, plate);
  paint.setTransform(1, 0, 0, 1, 0, 0);
  for (const token of scene.tokens) if (!token.selected) stamp(paint, scene, token);
  for (const token of scene.tokens) if (token.selected) stamp(paint, scene, token);
}

function stamp(paint: CanvasRenderingContext2D, scene: DrawScene, token: Token): void {
  const { viewport } = scene;
  const scale = viewport.zoom * viewport.deviceScale;
  const sprite = scene.sprites.get(token, isOnSurface(scene, token.x, token.y));
  const x = (token.x - sprite.width / 2) * scale + viewport.x * viewport.deviceScale;
  const y = (token.y - sprite.height / 2) * scale + viewport.y * viewport.deviceScale;
  if (scene.still) paint.drawImage(sprite.image, Math.round(x), Math.round(y));
  else paint.drawImage(sprite.image, x, y);
}

const isOnSurface = (scene: DrawScene, x: number, y: number): boolean =>
  scene.surfaces.some(
    (rect) => x >= rect.x && x <= rect.x + rect.width && y >= rect.y && y <= rect.y + rect.height,
  );

/** A steady stripe along the whole edge; its number is stamped on top. */
function drawBand(paint: CanvasRenderingContext2D, scene: DrawScene, token: Token): void {
  const route = scene.routes.get(token.edge);
  if (!route) return;
  paint.strokeStyle = scene.palette.wires[token.wire];
  paint.lineWidth = 6;
  paint.lineCap = 'round';
  paint.stroke(new Path2D(route.d));
}

function drawPlate(paint: CanvasRenderingContext2D, scene: DrawScene, plate: Plate): void {
  paint.font = `500 11px ${scene.palette.ui}`;
  paint.textBaseline = 'alphabetic';
  paint.textAlign = 'center';
  const width = paint.measureText(plate.text).width;
  paint.fillStyle = isOnSurface(scene, plate.x, plate.y) ? scene.palette.surface : scene.palette.bg;
  paint.fillRect(plate.x - width / 2 - 6, plate.y - 8, width + 12, 16);
  paint.fillStyle = scene.palette.text;
  paint.fillText(plate.text, plate.x, plate.y + 4);
}
