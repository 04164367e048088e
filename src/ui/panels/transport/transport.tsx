import { ChevronLeft, ChevronRight, Pause, Play, SkipBack, SkipForward } from 'lucide-react';
import { useRef } from 'react';
import { IconButton } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import { formatClock } from '../../kit/template.ts';
import { useInstantOf, usePlayhead, useSession, useSessionState } from '../../session/hooks.ts';
import { BranchMenu } from './branch-menu.tsx';
import { PaceMenu } from './pace-menu.tsx';
import { Timeline } from './timeline.tsx';
import css from './transport.module.css';

/** Play, step, both clocks, the timeline, branches and pace: always on the screen. */
export function Transport() {
  const t = useText();
  const { playhead } = useSession();
  const box = useRef<HTMLElement>(null);
  useInstantOf(box);
  const playing = useSessionState((state) => state.playing);
  return (
    <section ref={box} id="transport" className={css.bar} aria-label={t('transport.label')} tabIndex={-1}>
      <div className={css.buttons}>
        <IconButton
          icon={SkipBack}
          label={t('transport.toStart')}
          keyName="Home"
          onClick={() => playhead.home()}
        />
        <IconButton
          icon={ChevronLeft}
          label={t('transport.stepBack')}
          keyName="←"
          onClick={() => playhead.step(-1, 'hop')}
        />
        <button
          type="button"
          className={css.play}
          aria-label={playing ? t('transport.pause') : t('transport.play')}
          aria-keyshortcuts="Space"
          onClick={() => playhead.toggle()}
        >
          {playing ? (
            <Pause size={20} strokeWidth={1.75} aria-hidden />
          ) : (
            <Play size={20} strokeWidth={1.75} aria-hidden />
          )}
        </button>
        <IconButton
          icon={ChevronRight}
          label={t('transport.stepForward')}
          keyName="→"
          onClick={() => playhead.step(1, 'hop')}
        />
        <IconButton
          icon={SkipForward}
          label={t('transport.toEnd')}
          keyName="End"
          onClick={() => playhead.end()}
        />
      </div>
      <Clock />
      <div className={css.line}>
        <Timeline />
      </div>
      <div className={css.menus}>
        <BranchMenu />
        <PaceMenu />
      </div>
    </section>
  );
}

/** Virtual time to the microsecond, and how long the reader has watched. Written per frame without React. */
function Clock() {
  const t = useText();
  const clock = useRef<HTMLOutputElement>(null);
  const ownSeconds = useSessionState((state) => Math.floor(state.playedSeconds));
  const word = useSessionState((state) => {
    if (state.engine === 'starting') return 'booting';
    if (state.searching) return 'searching';
    if (state.compare !== null) return 'inStep';
    if (!state.playing) return 'paused';
    return state.ambient ? 'ambient' : 'playing';
  });
  usePlayhead((us) => {
    if (clock.current !== null) clock.current.textContent = `${formatClock(us)} s`;
  });
  const own = `${Math.floor(ownSeconds / 60)}:${String(ownSeconds % 60).padStart(2, '0')}`;
  return (
    <div className={css.clock}>
      <output ref={clock} className="type-clock" aria-live="off" />
      <div className={css.own}>{t(`transport.${word}`, { own })}</div>
    </div>
  );
}
