import type { CSSProperties, ReactNode } from 'react';
import type { PartId } from '../../../protocol/ids.ts';
import { useText } from '../../kit/i18n.ts';
import { iconOf } from '../../kit/part-icon.tsx';
import { useSession } from '../../session/hooks.ts';
import { pointing } from '../pointing.ts';
import css from './card.module.css';
import { type PartFault, useIsLit, useIsSelected, usePartFault } from './use-part.ts';

interface CardProps {
  readonly parts: readonly PartId[];
  readonly shown: PartId;
  /** Everything the card says, in one sentence, for who cannot see it. */
  readonly label: string;
  readonly className?: string;
  readonly style?: CSSProperties;
  readonly children: ReactNode;
}

/** A card that is one button: click selects its part, double click opens its X-ray, right click its fault menu. */
export function Card({ parts, shown, label, className, style, children }: CardProps) {
  const session = useSession();
  const selected = useIsSelected(parts);
  const lit = useIsLit(parts);
  const fault = usePartFault(shown);
  const down = fault === 'stop' || fault === 'crash';
  const names = [
    css.card,
    className ?? '',
    selected ? css.selected : '',
    lit ? css.lit : '',
    down ? css.down : '',
  ];
  return (
    <button
      type="button"
      tabIndex={-1}
      className={names.filter(Boolean).join(' ')}
      style={style}
      aria-label={label}
      aria-pressed={selected}
      data-focus={`part:${shown}`}
      {...pointing(session, { kind: 'part', id: shown }, { kind: 'part', id: shown })}
    >
      {children}
    </button>
  );
}

/** The fault that is on a part, as a zap and a word (`bare`: the zap stands elsewhere); nothing if there is none. */
export function FaultMark({
  fault,
  bare = false,
}: {
  readonly fault: PartFault | null;
  readonly bare?: boolean;
}) {
  const t = useText();
  if (!fault) return null;
  const Zap = iconOf('fault');
  return (
    <span className={css.fault}>
      {!bare && <Zap size={13} strokeWidth={1.75} aria-hidden />}
      {t(`canvas.fault.${fault}`)}
    </span>
  );
}
