import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import css from './chip.module.css';

interface ChipProps {
  readonly icon?: LucideIcon;
  readonly pill?: boolean;
  readonly onClick?: () => void;
  readonly title?: string;
  readonly children: ReactNode;
}

/** A small fact; a button if it can be clicked. */
export function Chip({ icon: Icon, pill = false, onClick, title, children }: ChipProps) {
  const names = pill ? `${css.chip} ${css.pill}` : css.chip;
  const body = (
    <>
      {Icon !== undefined && <Icon size={14} strokeWidth={1.75} aria-hidden />}
      {children}
    </>
  );
  if (onClick === undefined)
    return (
      <span className={names} title={title}>
        {body}
      </span>
    );
  return (
    <button type="button" className={names} title={title} onClick={onClick}>
      {body}
    </button>
  );
}

interface WirePillProps {
  /** Name of a wire of the theme: http, etcd, raft, cri … */
  readonly wire: string;
  readonly outlined?: boolean;
  readonly children: ReactNode;
}

/** A verb on the colour of its wire, as tokens and lists show it; answers are outlined. */
export function WirePill({ wire, outlined = false, children }: WirePillProps) {
  const colour = `var(--w-${wire})`;
  return (
    <span
      className={outlined ? `${css.wire} ${css.outlined}` : css.wire}
      style={outlined ? { borderColor: colour, color: colour } : { background: colour }}
    >
      {children}
    </span>
  );
}
