import { X } from 'lucide-react';
import { IconButton } from '../ui/kit/button.tsx';
import { useText } from '../ui/kit/i18n.ts';
import { useSession, useSessionState } from '../ui/session/hooks.ts';
import css from './shell.module.css';

/** What the reader should know: the engine was replaced, nothing can be kept, another branch is current. */
export function Banners() {
  const t = useText();
  const session = useSession();
  const banners = useSessionState((state) => state.banners);
  const busy = useSessionState((state) => state.engine === 'busy');
  return (
    <div className={css.banners} role="status">
      {busy && (
        <div className={css.banner}>
          <p>{t('shell.banner.busy')}</p>
        </div>
      )}
      {banners.map((banner) => (
        <div key={banner.id} className={css.banner} data-tone={banner.tone}>
          <p>{t.say(banner.text)}</p>
          <IconButton
            icon={X}
            size="small"
            label={t('shell.close')}
            onClick={() => session.unsay(banner.id)}
          />
        </div>
      ))}
    </div>
  );
}
