import { Command } from 'cmdk';
import { Bookmark, Clock, Database, Footprints, Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { type Translate, useText } from '../../kit/i18n.ts';
import { Sheet } from '../../kit/sheet.tsx';
import { formatClock } from '../../kit/template.ts';
import { useSession, useSessionState } from '../../session/hooks.ts';
import { ownMarks } from '../../session/own-marks.ts';
import { eventWords } from '../inspector/event-words.ts';
import { partNames } from '../inspector/part-names.ts';
import css from './go-to.module.css';
import { type FoundPlace, placesFor } from './places.ts';

const ICONS = {
  time: Clock,
  step: Footprints,
  revision: Database,
  version: Database,
  mark: Bookmark,
  event: Search,
} as const;

/** One line that finds a step, a time, a revision, a bookmark or a word; the arrows choose, Enter goes there. */
export function GoTo() {
  const t = useText();
  const session = useSession();
  const roster = useSessionState((state) => state.roster);
  const frontierUs = useSessionState((state) => state.frontierUs);
  const [line, setLine] = useState('');
  const names = useMemo(() => partNames(roster), [roster]);
  const found = placesFor(line, {
    trace: session.trace,
    us: session.playhead.us,
    etcd: roster.filter((entry) => entry.kind === 'etcd').map((entry) => entry.id),
    marks: ownMarks(session.state),
  });
  const go = (place: FoundPlace) => {
    session.set({ overlay: null });
    session.playhead.pause();
    session.playhead.seek(place.atUs);
    if ('event' in place)
      session.select({ kind: place.event.kind === 'hop' ? 'hop' : 'event', id: String(place.event.id) });
  };
  const sentence = (place: FoundPlace) =>
    'event' in place ? t.say(eventWords(place.event, { ...names, has: t.has })) : '';
  return (
    <Sheet bare open title={t('transport.goto.title')} onOpenChange={() => session.set({ overlay: null })}>
      <Command label={t('transport.goto.title')} shouldFilter={false} loop>
        <Command.Input
          className={css.input}
          placeholder={t('transport.goto.hint')}
          value={line}
          onValueChange={setLine}
        />
        <Command.List className={css.list}>
          {found.length === 0 && (
            <p className={css.help}>
              {line.trim() === ''
                ? t('transport.goto.help')
                : t('transport.goto.none', { clock: formatClock(frontierUs) })}
            </p>
          )}
          {found.map((place, i) => {
            const Icon = ICONS[place.kind];
            return (
              <Command.Item
                key={`${place.kind} ${place.atUs} ${i}`}
                value={`${place.kind} ${place.atUs} ${i}`}
                className={css.item}
                onSelect={() => go(place)}
              >
                <Icon size={14} strokeWidth={1.75} aria-hidden />
                <span className={css.words}>
                  {titleOf(t, place)}
                  <span>{sentence(place)}</span>
                </span>
                <time>{formatClock(place.atUs)} s</time>
              </Command.Item>
            );
          })}
        </Command.List>
      </Command>
    </Sheet>
  );
}

/** What was found; an event speaks for itself. */
function titleOf(t: Translate, place: FoundPlace): string {
  switch (place.kind) {
    case 'time':
      return t('transport.goto.time', { clock: formatClock(place.atUs) });
    case 'step':
      return t('transport.goto.step', { n: place.n });
    case 'revision':
      return t('transport.goto.revision', { n: place.n, member: place.member });
    case 'version':
      return t('transport.goto.version', { n: place.n });
    case 'mark':
      return place.name;
    case 'event':
      return '';
  }
}
