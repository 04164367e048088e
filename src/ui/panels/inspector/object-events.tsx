import { ageOf } from '../../../kube/duration.ts';
import { eventView } from '../../../kube/printers/events.ts';
import type { KubeObject } from '../../../kube/value.ts';
import { StatusShape } from '../../kit/status-glyph.tsx';
import { useText } from '../../kit/i18n.ts';
import { useObjects, useSessionState } from '../../session/hooks.ts';
import { nameInKey } from './event-words.ts';
import css from './inspector.module.css';

const SHOWN_MAX = 8;

/** Kubernetes' own Events about an object at the playhead, newest first. */
export function ObjectEvents({ id }: { readonly id: string }) {
  const t = useText();
  const epochSeconds = useSessionState((state) => state.epochSeconds);
  const us = useSessionState((state) => state.playheadUs);
  const name = nameInKey(id);
  const parts = id.split('/');
  const namespace = parts.length > 2 ? parts[1] : undefined;
  const events = useObjects('events')
    .map((entry) => ({ key: entry.key, view: eventView(entry.object as KubeObject) }))
    .filter(
      ({ view }) =>
        view.object.name === name && (namespace === undefined || view.object.namespace === namespace),
    )
    .sort((a, b) => ((a.view.lastSeen ?? '') < (b.view.lastSeen ?? '') ? 1 : -1));
  if (events.length === 0) return <p className={css.note}>{t('inspector.events.none')}</p>;
  return (
    <div>
      {events.slice(0, SHOWN_MAX).map(({ key, view }) => (
        <p key={key} className={css.note}>
          {view.type === 'Warning' && (
            <StatusShape status="warning" size={12} label={t('shell.status.warning')} />
          )}{' '}
          <b>{view.reason}</b>{' '}
          <span className="t3">{ageOf(view.lastSeen, epochSeconds * 1_000_000 + us)}</span>
          {view.count > 1 && <span className="t3"> ×{view.count}</span>}
          <br />
          <bdi>{view.message}</bdi>
        </p>
      ))}
    </div>
  );
}
