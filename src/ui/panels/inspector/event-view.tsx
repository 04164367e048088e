import type { TraceEvent } from '../../../protocol/trace.ts';
import { useText } from '../../kit/i18n.ts';
import { formatClock } from '../../kit/template.ts';
import { useSession, useSessionState } from '../../session/hooks.ts';
import { BodyView, useDetail } from './body-view.tsx';
import { Chain } from './chain-view.tsx';
import { eventWords } from './event-words.ts';
import css from './inspector.module.css';
import { PartLink } from './part-link.tsx';
import { usePartNames } from './part-names.ts';
import { Rows, Section } from './section.tsx';

type Inner = Exclude<TraceEvent, { readonly kind: 'hop' }>;

/** A step inside a part, a stored object, a printed line or a remark. */
export function EventView({ event }: { readonly event: Inner }) {
  const t = useText();
  const session = useSession();
  const names = usePartNames();
  const us = useSessionState((state) => state.playheadUs);
  const detail = useDetail(event.id);
  const key = objectKeyOf(event);
  const lasts =
    event.kind === 'phase' && event.untilUs !== undefined
      ? [{ name: 'until', value: `${formatClock(event.untilUs)} s` }]
      : [];
  return (
    <>
      <div className={css.facts}>
        <Section>
          <p className="type-body">
            <bdi>{t.say(eventWords(event, { ...names, has: t.has }))}</bdi>
          </p>
          <div className={css.line}>
            {event.part !== '' && <PartLink part={event.part} />}
            {event.atUs > us && <span className={css.ghost}>{t('inspector.later')}</span>}
          </div>
          {key !== '' && (
            <div className={css.buttons}>
              <button
                type="button"
                className={css.link}
                onClick={() => session.select({ kind: key.startsWith('pods/') ? 'pod' : 'object', id: key })}
              >
                {t('inspector.showObject', { key })}
              </button>
            </div>
          )}
        </Section>
        <Section>
          <Rows
            rows={[
              ...(detail?.rows ?? []).filter((row) => row.name !== 'part'),
              { name: 'at', value: `${formatClock(event.atUs)} s` },
              ...lasts,
            ]}
          />
        </Section>
      </div>
      <div className={css.middle}>{detail ? <BodyView key={event.id} detail={detail} /> : null}</div>
      <div className={css.chain}>
        <Chain event={event.id} />
      </div>
    </>
  );
}

/** The object that an event speaks of, or empty. */
function objectKeyOf(event: Inner): string {
  if (event.kind === 'object') return event.key;
  return event.kind === 'phase' && event.subject.startsWith('pods/') ? event.subject : '';
}
