import { loopHalf, type Place, type StripWire } from './strip-model.ts';
import css from './strip.module.css';

interface StripWiresProps {
  readonly wires: readonly StripWire[];
  readonly places: ReadonlyMap<string, Place>;
  readonly lit: ReadonlySet<string>;
  readonly broken: ReadonlySet<string>;
  /** Lines of the strip, in px from its top. */
  readonly above: number;
  readonly level: number;
  readonly under: number;
}

const BOX_HALF = 15;
const CORNER = 8;

/** Lines between the boxes: straight between neighbours, in a lane over them for the watches, a loop under a box for what its parts say to each other. */
export function StripWires({ wires, places, lit, broken, above, level, under }: StripWiresProps) {
  const top = level - BOX_HALF;
  const drawn = [...wires].sort((a, b) => Number(lit.has(a.key)) - Number(lit.has(b.key)));
  return (
    <svg className={css.wires} aria-hidden>
      {drawn.map((wire) => {
        const a = places.get(wire.a);
        const b = places.get(wire.b);
        if (!a || !b) return null;
        // Talk inside a box has no line while nobody speaks.
        if (wire.way === 'inside' && !lit.has(wire.key)) return null;
        const xa = a.left + a.width / 2;
        const xb = b.left + b.width / 2;
        const half = loopHalf(a);
        const d =
          wire.way === 'level'
            ? `M${a.left + a.width} ${level}H${b.left}`
            : wire.way === 'above'
              ? `M${xa} ${top}V${above + CORNER}q0 ${-CORNER} ${CORNER} ${-CORNER}H${xb - CORNER}q${CORNER} 0 ${CORNER} ${CORNER}V${top}`
              : `M${xa - half} ${level + BOX_HALF}V${under - CORNER}q0 ${CORNER} ${CORNER} ${CORNER}H${xa + half - CORNER}q${CORNER} 0 ${CORNER} ${-CORNER}V${level + BOX_HALF}`;
        return (
          <path
            key={wire.key}
            d={d}
            className={css.wire}
            data-wire={wire.wire}
            data-lit={lit.has(wire.key)}
            data-broken={broken.has(wire.key)}
          />
        );
      })}
    </svg>
  );
}
