import { Columns2 } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { IconButton } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import css from './terminal.module.css';
import { TerminalView } from './terminal-view.tsx';

const SESSIONS = ['t1', 't2'] as const;
type SessionId = (typeof SESSIONS)[number];

/** kubectl's terminals: two sessions, one at a time or side by side. */
export function Terminal() {
  const t = useText();
  const [shown, setShown] = useState<SessionId>('t1');
  const [split, setSplit] = useState(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    event.stopPropagation();
    const next = shown === 't1' ? 't2' : 't1';
    setShown(next);
    event.currentTarget.querySelector<HTMLElement>(`[data-session-tab="${next}"]`)?.focus();
  };
  return (
    <div className={css.terminal}>
      <div className={css.sessions} id="terminal-sessions">
        {(split ? SESSIONS : [shown]).map((id) => (
          <TerminalView key={id} id={id} />
        ))}
      </div>
      <div className={css.side}>
        {!split && (
          <div
            className={css.list}
            role="tablist"
            aria-orientation="vertical"
            aria-label={t('panels.terminal.sessions')}
            tabIndex={-1}
            onKeyDown={onKeyDown}
          >
            {SESSIONS.map((id) => (
              <button
                key={id}
                type="button"
                role="tab"
                className={css.tab}
                data-session-tab={id}
                aria-selected={id === shown}
                aria-controls="terminal-sessions"
                aria-label={t('panels.terminal', { name: id })}
                tabIndex={id === shown ? 0 : -1}
                onClick={() => setShown(id)}
              >
                {id}
              </button>
            ))}
          </div>
        )}
        <IconButton
          size="small"
          icon={Columns2}
          iconSize={14}
          pressed={split}
          label={t(split ? 'panels.terminal.unsplit' : 'panels.terminal.split')}
          onClick={() => setSplit(!split)}
        />
      </div>
    </div>
  );
}
