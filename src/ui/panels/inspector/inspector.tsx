import { Boxes, Crosshair, Pin, PinOff, X } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import { PartIcon } from '../../kit/part-icon.tsx';
import { formatClock } from '../../kit/template.ts';
import { useSession, useSessionState } from '../../session/hooks.ts';
import type { Selection } from '../../session/state.ts';
import { EdgeView } from './edge-view.tsx';
import { EventView } from './event-view.tsx';
import { nameInKey } from './event-words.ts';
import { hopStatusAt } from './hop-status.ts';
import css from './inspector.module.css';
import { MessageName, MessageStatus, MessageView } from './message-view.tsx';
import { objectStanding } from './object-history.ts';
import { ObjectView } from './object-view.tsx';
import { usePartNames } from './part-names.ts';
import { PartView } from './part-view.tsx';
import { type Subject, subjectOf } from './subject.ts';

/** Everything there is to know of what is selected, at the playhead; also of what is over, gone or not yet there. */
export function Inspector() {
  const t = useText();
  const session = useSession();
  const chosen = useSessionState((state) => state.selection);
  const pinned = useSessionState((state) => state.pinned);
  const [kept, setKept] = useState<Selection | null>(null);
  const selection = pinned && chosen !== null ? (kept ?? chosen) : chosen;
  const us = useSessionState((state) => state.playheadUs);
  useSessionState((state) => state.frontierUs);
  if (selection === null) {
    return (
      <div className={css.inspector} data-t={us}>
        <div className={css.head}>
          <h2 className="type-title">{t('shell.inspector')}</h2>
        </div>
        <div className={css.empty}>
          <p>{t('inspector.empty')}</p>
          <Button onClick={() => selectNext(session)}>{t('inspector.empty.button')}</Button>
        </div>
      </div>
    );
  }
  const subject = subjectOf(session.trace, selection);
  return (
    <div className={css.inspector} data-t={us} data-selection={`${selection.kind}:${selection.id}`}>
      <Head selection={selection} subject={subject} us={us} onPin={() => setKept(selection)} />
      <div className={css.columns}>
        <SubjectView subject={subject} />
      </div>
    </div>
  );
}

/** Steps to the next message and shows it: the way out of "Nothing selected". */
function selectNext(session: ReturnType<typeof useSession>): void {
  const shown = () => session.trace.hopsInFlight(session.playhead.us);
  if (!shown().some((hop) => !hop.background)) session.playhead.step(1, 'hop');
  session.playhead.pause();
  const hops = shown();
  const hop = hops.find((candidate) => !candidate.background) ?? hops[0];
  if (hop !== undefined) session.select({ kind: 'hop', id: String(hop.id) });
}

function SubjectView({ subject }: { readonly subject: Subject }) {
  const t = useText();
  switch (subject.kind) {
    case 'message':
      return <MessageView hop={subject.hop} />;
    case 'event':
      return <EventView event={subject.event} />;
    case 'part':
      return <PartView part={subject.part} />;
    case 'object':
      return <ObjectView id={subject.key} />;
    case 'edge':
      return <EdgeView id={subject.id} />;
    case 'unknown':
      return <p className={`${css.note} ${css.facts}`}>{t('inspector.unknown')}</p>;
  }
}

interface HeadProps {
  readonly selection: Selection;
  readonly subject: Subject;
  readonly us: number;
  /** The reader wants to keep what is shown now. */
  readonly onPin: () => void;
}

function Head({ selection, subject, us, onPin }: HeadProps) {
  const t = useText();
  const session = useSession();
  const names = usePartNames();
  const pinned = useSessionState((state) => state.pinned);
  const ghost = useGhost(subject, us);
  const title = titleOf(subject, names.nameOf);
  const togglePin = () => {
    onPin();
    session.set({ pinned: !pinned });
  };
  return (
    <div className={css.head}>
      {subject.kind === 'part' && <PartIcon kind={names.kindOf(subject.part)} coloured />}
      {subject.kind === 'object' && <ObjectIcon id={subject.key} />}
      {subject.kind === 'message' && (
        <span className={css.headline}>
          <MessageName hop={subject.hop} />
          <MessageStatus hop={subject.hop} />
        </span>
      )}
      <h2
        className={subject.kind === 'message' ? `type-title ${css.sideOnly}` : 'type-title'}
        title={selection.id}
      >
        {typeof title === 'string' ? <bdi>{title}</bdi> : t.say(title)}
      </h2>
      {ghost !== null && <span className={css.ghost}>{t.say(ghost)}</span>}
      <IconButton
        icon={Crosshair}
        label={t('inspector.follow')}
        keyName="F"
        onClick={() => session.view('follow')}
      />
      <IconButton
        icon={pinned ? PinOff : Pin}
        label={t(pinned ? 'inspector.unpin' : 'inspector.pin')}
        pressed={pinned}
        onClick={() => togglePin()}
      />
      <IconButton icon={X} label={t('shell.close')} keyName="Esc" onClick={() => session.select(null)} />
    </div>
  );
}

function ObjectIcon({ id }: { readonly id: string }) {
  if (id.startsWith('pods/')) return <PartIcon kind="pod" />;
  if (id.startsWith('nodes/')) return <PartIcon kind="node" />;
  return <Boxes size={16} strokeWidth={1.75} aria-hidden />;
}

function titleOf(subject: Subject, nameOf: (part: string) => string) {
  switch (subject.kind) {
    case 'message':
      return { code: `inspector.title.${subject.hop.role}` };
    case 'event':
      return { code: `inspector.title.${subject.event.kind}` };
    case 'part':
      return nameOf(subject.part);
    case 'object':
      return nameInKey(subject.key);
    case 'edge':
      return { code: 'inspector.title.edge' };
    case 'unknown':
      return { code: 'shell.inspector' };
  }
}

/** What to say of a thing that is over or gone, so that it stays readable. */
function useGhost(subject: Subject, us: number) {
  const { trace } = useSession();
  if (subject.kind === 'message') {
    const status = hopStatusAt(trace, subject.hop, us);
    if (status.kind === 'later') return { code: 'inspector.later' };
    if (status.kind === 'arrived' || status.kind === 'answered')
      return { code: 'inspector.ghost.arrived', params: { clock: formatClock(subject.hop.dueAtUs) } };
    return null;
  }
  if (subject.kind !== 'object') return null;
  const { deletedAtUs, notYet } = objectStanding(trace.objectHistory(subject.key), us);
  if (notYet) return { code: 'inspector.ghost.notYet' };
  return deletedAtUs >= 0
    ? { code: 'inspector.ghost.deleted', params: { clock: formatClock(deletedAtUs) } }
    : null;
}
