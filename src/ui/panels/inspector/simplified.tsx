import { ExternalLink } from 'lucide-react';
import type { PartKind } from '../../../protocol/ids.ts';
import { useText } from '../../kit/i18n.ts';
import { MODELLED_VERSION, simplificationsOf } from './simplifications.ts';
import css from './simplified.module.css';

/** A chip that says that the model is simpler than the real part; opened, it says how. */
export function Simplified({ part }: { readonly part: PartKind }) {
  const t = useText();
  const all = simplificationsOf(part);
  if (all.length === 0) return null;
  return (
    <details className={css.simplified}>
      <summary>{t('simplified.chip')}</summary>
      <h3 className={css.title}>{t('simplified.title', { version: MODELLED_VERSION })}</h3>
      <ul>
        {all.map(({ text, link }) => (
          <li key={text}>
            {t(text)}{' '}
            <a
              href={link}
              target="_blank"
              rel="noreferrer"
              aria-label={t('simplified.more', { topic: t(text) })}
            >
              <ExternalLink size={13} strokeWidth={1.75} aria-hidden />
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
