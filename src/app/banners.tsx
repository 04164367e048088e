import { X } from 'lucide-react';
import { Button, IconButton } from '../ui/kit/button.tsx';
import { useText } from '../ui/kit/i18n.ts';
import { useSession, useSessionState } from '../ui/session/hooks.ts';
import type { Banner, BannerAction } from '../ui/session/state.ts';
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
          {banner.action !== undefined && <Action banner={banner} action={banner.action} />}
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

/** The next useful thing to do; doing it answers the banner. */
function Action({ banner, action }: { readonly banner: Banner; readonly action: BannerAction }) {
  const t = useText();
  const session = useSession();
  const other = useSessionState((state) =>
    action.kind === 'compare' ? state.branches.find(({ id }) => id === action.branch)?.name : '',
  );
  if (other === undefined) return null;
  const label =
    action.kind === 'compare'
      ? t('transport.branch.compare', { name: other })
      : t(action.kind === 'reset' ? 'shell.reset' : 'shell.breakSomething');
  const run = () => {
    session.unsay(banner.id);
    if (action.kind === 'reset') void session.reset();
    else if (action.kind === 'compare') session.compare(action.branch);
    else session.set({ bottomTab: 'faults', bottomOpen: true, xray: null });
  };
  return (
    <Button size="small" onClick={run}>
      {label}
    </Button>
  );
}
