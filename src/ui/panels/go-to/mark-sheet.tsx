import type { FormEvent } from 'react';
import { Button } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import { Sheet } from '../../kit/sheet.tsx';
import { formatClock } from '../../kit/template.ts';
import { useSession, useSessionState } from '../../session/hooks.ts';
import { markAt } from '../../session/own-marks.ts';
import css from './go-to.module.css';

/** Names the playhead's instant, or takes its name away. */
export function MarkSheet() {
  const t = useText();
  const session = useSession();
  const us = useSessionState((state) => state.playheadUs);
  const count = useSessionState((state) => state.bookmarks.length);
  const known = markAt(session.state, us);
  const close = () => session.set({ overlay: null });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get('name');
    if (typeof name === 'string' && name.trim() !== '') session.mark(name.trim().slice(0, 60));
    close();
  };
  return (
    <Sheet open onOpenChange={close} title={t('transport.mark.title', { clock: formatClock(us) })}>
      <form className={css.mark} onSubmit={submit}>
        <input
          ref={(input) => input?.select()}
          name="name"
          defaultValue={known?.name ?? t('transport.mark.default', { n: count + 1 })}
          maxLength={60}
          aria-label={t('transport.mark.name')}
          autoComplete="off"
        />
        {known !== undefined && (
          <Button
            onClick={() => {
              session.mark('');
              close();
            }}
          >
            {t('transport.mark.delete')}
          </Button>
        )}
        <Button type="submit" look="fill">
          {t('transport.mark.save')}
        </Button>
      </form>
    </Sheet>
  );
}
