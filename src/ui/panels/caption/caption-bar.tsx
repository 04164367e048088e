import { ChevronLeft } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { EventId } from '../../../protocol/ids.ts';
import { Button } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import { useCaption, useInstantOf, useSession, useSessionState } from '../../session/hooks.ts';
import css from './caption-bar.module.css';
import { keysOf, lighting } from '../../session/lighting.ts';
import { sayPolitely } from './live-region.ts';

/** One sentence what happens, one why; and the first screen's one button. */
export function CaptionBar() {
  const t = useText();
  const session = useSession();
  const caption = useCaption();
  const box = useRef<HTMLElement>(null);
  useInstantOf(box);
  const story = useSessionState((state) => state.depth === 1);
  const starting = useSessionState((state) => state.engine === 'starting' && state.frontierUs === 0);
  const hasActed = useSessionState((state) => state.hasActed);
  const what = starting ? t('shell.starting') : t.say(caption.what);
  const why = starting ? '' : t.say(caption.why);
  const size = story ? 'large' : 'medium';
  return (
    <section
      ref={box}
      className={story ? `${css.bar} ${css.story}` : css.bar}
      aria-label={t('shell.caption')}
      data-caption={caption.what.code}
    >
      <div className={css.mark} />
      <div className={css.text}>
        <What event={starting ? 0 : caption.event} text={what} />
        <p className={css.why}>{why}</p>
      </div>
      <Announcer text={`${what} ${why}`} />
      <div className={css.buttons}>
        {hasActed ? (
          <>
            <Button
              key="back"
              icon={ChevronLeft}
              size={size}
              title="PgUp"
              onClick={() => session.playhead.step(-1, 'scene')}
            >
              {t('shell.back')}
            </Button>
            <Button
              look="primary"
              size={size}
              keyName="PgDn"
              onClick={() => session.playhead.step(1, 'scene')}
            >
              {t('shell.next')}
            </Button>
          </>
        ) : (
          // A key of its own: else React would turn it into "Back", with the focus still on it, and Space would go back.
          <Button
            key="first"
            look="primary"
            size={size}
            disabled={starting}
            onClick={() => void session.runFirstPod()}
          >
            {t('shell.runFirstPod')}
          </Button>
        )}
      </div>
    </section>
  );
}

/** The sentence is a mention, too: it lights what it speaks of while pointed at, and pressed it shows that. */
function What({ event, text }: { readonly event: EventId; readonly text: string }) {
  const t = useText();
  const session = useSession();
  if (event === 0) return <p className={css.what}>{text}</p>;
  const show = () => {
    session.playhead.pause();
    const kind = session.trace.hopById(event) === undefined ? 'event' : 'hop';
    session.select({ kind, id: String(event) });
  };
  return (
    <p className={css.what}>
      <button
        type="button"
        className={css.about}
        title={t('shell.caption.show')}
        onClick={show}
        {...lighting(session, keysOf(session.trace.eventById(event)))}
      >
        {text}
      </button>
    </p>
  );
}

/** Tells screen readers: each step at once, at most every two seconds while it plays, nothing in ambient play or at high speed. */
function Announcer({ text }: { readonly text: string }) {
  const region = useRef<HTMLDivElement>(null);
  const playing = useSessionState((state) => state.playing);
  const silent = useSessionState((state) => state.playing && (state.ambient || state.speed > 4));
  useEffect(() => sayPolitely(region.current, text, playing ? 2_000 : 0, silent), [text, playing, silent]);
  return <div ref={region} className="unseen" role="log" aria-live="polite" aria-atomic="true" />;
}
