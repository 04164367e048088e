import type { Token } from '../graph/tokens.ts';
import type { Palette } from './palette.ts';

/** A token drawn once and stamped many times; `width` and `height` are the picture's px around its middle. */
interface Sprite {
  readonly image: HTMLCanvasElement;
  readonly width: number;
  readonly height: number;
}

export interface SpriteBook {
  readonly get: (token: Token, onSurface: boolean) => Sprite;
}

const RING = 3;
const LAMP_OFFSET = 3;
const LAMP = 2;
const MARGIN = LAMP_OFFSET + LAMP + 1;

/** Stamps for one theme at one scale (device px per picture px). A book is thrown away when either changes. */
export function makeSpriteBook(palette: Palette, scale: number): SpriteBook {
  const sprites = new Map<string, Sprite>();
  return {
    get: (token, onSurface) => {
      const look = `${token.kind}|${token.wire}|${token.filled}|${token.arrow}|${token.state === 'ghost'}|${token.selected}|${onSurface}|${token.text}|${token.width}`;
      let sprite = sprites.get(look);
      if (!sprite) {
        sprite = drawSprite(token, palette, { scale, surface: onSurface ? palette.surface : palette.bg });
        sprites.set(look, sprite);
      }
      return sprite;
    },
  };
}

function drawSprite(
  token: Token,
  palette: Palette,
  at: { readonly scale: number; readonly surface: string },
): Sprite {
  const width = token.width + MARGIN * 2;
  const height = token.height + MARGIN * 2;
  const image = document.createElement('canvas');
  image.width = Math.ceil(width * at.scale);
  image.height = Math.ceil(height * at.scale);
  const paint = image.getContext('2d');
  if (!paint) return { image, width, height };
  paint.scale(at.scale, at.scale);
  paint.translate(width / 2, height / 2);
  drawBody(paint, token, palette, at.surface);
  if (token.text !== '') drawWord(paint, token, palette);
  return { image, width, height };
}

function drawBody(paint: CanvasRenderingContext2D, token: Token, palette: Palette, surface: string): void {
  const { width, height } = token;
  const wire = palette.wires[token.wire];
  if (token.kind !== 'faint') fillPill(paint, width + RING * 2, height + RING * 2, surface);
  if (token.selected) {
    paint.strokeStyle = palette.now;
    paint.lineWidth = LAMP;
    pill(paint, width + (LAMP_OFFSET + LAMP / 2) * 2, height + (LAMP_OFFSET + LAMP / 2) * 2);
    paint.stroke();
  }
  const solid = token.filled && token.state !== 'ghost';
  fillPill(paint, width, height, solid ? wire : surface);
  if (solid) return;
  paint.strokeStyle = wire;
  paint.lineWidth = token.kind === 'faint' ? 1.5 : 2;
  if (token.state === 'ghost') paint.setLineDash([4, 3]);
  pill(paint, width - paint.lineWidth, height - paint.lineWidth);
  paint.stroke();
  paint.setLineDash([]);
}

function drawWord(paint: CanvasRenderingContext2D, token: Token, palette: Palette): void {
  const story = token.height > 22;
  const solid = token.filled && token.state !== 'ghost';
  paint.font = story ? `600 18px ${palette.ui}` : `600 11px ${palette.mono}`;
  paint.fillStyle = solid ? palette.ink : palette.wires[token.wire];
  paint.textBaseline = 'alphabetic';
  paint.textAlign = 'left';
  const back = token.arrow === '←';
  const gap = story ? 24 : 12;
  const room = token.arrow === '' ? 0 : gap;
  const wordWidth = paint.measureText(token.text).width;
  const left = -(wordWidth + room) / 2;
  paint.fillText(token.text, back ? left + room : left, story ? 6.5 : 4);
  if (token.arrow !== '')
    drawArrow(paint, token.arrow, {
      x: back ? left + gap / 2 - 2 : left + wordWidth + gap / 2 + 2,
      size: story ? 7 : 4,
    });
}

const TURNS = { '→': 0, '↓': Math.PI / 2, '←': Math.PI, '↑': -Math.PI / 2 } as const;

/** Drawn and not typed, so that it looks the same with every font. */
function drawArrow(
  paint: CanvasRenderingContext2D,
  arrow: Exclude<Token['arrow'], ''>,
  at: { readonly x: number; readonly size: number },
): void {
  paint.save();
  paint.translate(at.x, 0);
  paint.rotate(TURNS[arrow]);
  paint.strokeStyle = paint.fillStyle;
  paint.lineWidth = at.size > 4 ? 2.2 : 1.6;
  paint.lineCap = 'round';
  paint.lineJoin = 'round';
  const head = at.size * 0.8;
  paint.beginPath();
  paint.moveTo(-at.size, 0);
  paint.lineTo(at.size, 0);
  paint.moveTo(at.size - head, -head);
  paint.lineTo(at.size, 0);
  paint.lineTo(at.size - head, head);
  paint.stroke();
  paint.restore();
}

function pill(paint: CanvasRenderingContext2D, width: number, height: number): void {
  paint.beginPath();
  paint.roundRect(-width / 2, -height / 2, width, height, height / 2);
}

function fillPill(paint: CanvasRenderingContext2D, width: number, height: number, colour: string): void {
  paint.fillStyle = colour;
  pill(paint, width, height);
  paint.fill();
}
