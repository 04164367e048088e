import type { ReactNode } from 'react';
import { useText } from '../../kit/i18n.ts';
import css from './generic-xray.module.css';

interface CardProps {
  readonly title: string;
  readonly count?: number;
  /** A short fact at the right of the title. */
  readonly aside?: string;
  readonly wide?: boolean;
  readonly empty?: string;
  readonly children?: ReactNode;
}

/** A list with its title and number; where nothing is in it, it says so. */
export function Card({ title, count, aside, wide = false, empty, children }: CardProps) {
  const t = useText();
  return (
    <section className={css.card} data-wide={wide} aria-label={title}>
      <h3>
        {title} {count !== undefined && <span className={css.count}>{count}</span>}
        {aside !== undefined && aside !== '' && <span className={css.aside}>{aside}</span>}
      </h3>
      {count === 0 ? <p className="t3">{empty ?? t('xray.empty')}</p> : children}
    </section>
  );
}

/** How far something has come, as a bar; `now` while it goes on. */
export function Bar({ share, now = false }: { readonly share: number; readonly now?: boolean }) {
  return (
    <span className={css.bar} data-now={now} aria-hidden>
      <i style={{ width: `${Math.min(100, Math.max(0, share * 100))}%` }} />
    </span>
  );
}
