import { useState } from 'react';
import type { EventId } from '../../../protocol/ids.ts';
import type { TraceEvent } from '../../../protocol/trace.ts';
import { useText } from '../../kit/i18n.ts';
import { formatClock, formatDuration } from '../../kit/template.ts';
import { useSession, useSessionState } from '../../session/hooks.ts';
import { keysOf, lighting } from '../../session/lighting.ts';
import { effectLines, whyChain } from './chain.ts';
import { EventIcon } from './event-icon.tsx';
import { eventWords } from './event-words.ts';
import { goToEvent } from './go-to-event.ts';
import css from './inspector.module.css';
import { usePartNames } from './part-names.ts';
import { Section } from './section.tsx';

const EFFECTS_SHOWN = 6;
const EFFECTS_MAX = 40;

/** Why it happened, back to a person, a timer, a fault or the boot; and what came, or will come, of it. */
export function Chain({ event }: { readonly event: EventId }) {
  return (
    <>
      <Why event={event} />
      <WhatNext event={event} />
    </>
  );
}

function Why({ event }: { readonly event: EventId }) {
  const t = useText();
  const session = useSession();
  const [wholeOf, setWholeOf] = useState(0);
  const { events, hidden } = whyChain(session.trace, event, wholeOf === event);
  const root = events[0];
  const end = root !== undefined && root.id !== event && (
    <button type="button" className={css.link} onClick={() => goToEvent(session, root)}>
      {t(rootCode(root))}
    </button>
  );
  return (
    <Section title={t('inspector.why')} end={end}>
      <ol className={`${css.steps} ${css.why}`}>
        {events.map((cause) => (
          <li key={cause.id}>
            <Step event={cause} here={cause.id === event} time={formatClock(cause.atUs)} />
          </li>
        ))}
      </ol>
      {hidden > 0 && (
        <button type="button" className={css.link} onClick={() => setWholeOf(event)}>
          {t('inspector.why.all', { n: hidden + events.length })}
        </button>
      )}
    </Section>
  );
}

function rootCode(root: TraceEvent) {
  if (root.kind !== 'note') return 'inspector.why.back';
  if (root.code === 'root.action') return 'inspector.why.you';
  if (root.code === 'root.fault') return 'inspector.why.fault';
  return root.code === 'root.timer' ? 'inspector.why.timer' : 'inspector.why.back';
}

function WhatNext({ event }: { readonly event: EventId }) {
  const t = useText();
  const session = useSession();
  const us = useSessionState((state) => state.playheadUs);
  const [allOf, setAllOf] = useState(0);
  const { events, more } = effectLines(session.trace, event, allOf === event ? EFFECTS_MAX : EFFECTS_SHOWN);
  return (
    <Section title={t('inspector.next')}>
      {events.length === 0 ? (
        <p className={css.note}>{t('inspector.next.none')}</p>
      ) : (
        <ol className={css.steps}>
          {events.map((effect) => (
            <li key={effect.id}>
              <Step
                event={effect}
                later={effect.atUs > us}
                time={effect.atUs > us ? `+ ${formatDuration(effect.atUs - us)}` : formatClock(effect.atUs)}
              />
            </li>
          ))}
        </ol>
      )}
      {more > 0 && allOf !== event && (
        <button type="button" className={css.link} onClick={() => setAllOf(event)}>
          {t('inspector.next.more', { n: more })}
        </button>
      )}
    </Section>
  );
}

interface StepProps {
  readonly event: TraceEvent;
  readonly time: string;
  /** The event that is shown right now: lit, not a way to go. */
  readonly here?: boolean;
  /** Not played yet: an outline. */
  readonly later?: boolean;
}

export function Step({ event, time, here = false, later = false }: StepProps) {
  const t = useText();
  const session = useSession();
  const names = usePartNames();
  const words = t.say(eventWords(event, { ...names, has: t.has }));
  if (here) {
    return (
      <div className={`${css.step} ${css.nowStep}`} aria-current="step">
        <span className={css.stepIcon}>
          <span className={css.lamp} />
        </span>
        <bdi>{words}</bdi>
        <span className={css.stepTime}>{time}</span>
      </div>
    );
  }
  return (
    <button
      type="button"
      className={later ? `${css.step} ${css.later}` : css.step}
      onClick={() => goToEvent(session, event)}
      {...lighting(session, keysOf(event))}
    >
      <span className={css.stepIcon}>
        <EventIcon event={event} kindOf={names.kindOf} />
      </span>
      <span>
        <bdi>{words}</bdi>
        {later && <span className="unseen">, {t('inspector.later')}</span>}
      </span>
      <span className={css.stepTime}>{time}</span>
    </button>
  );
}
