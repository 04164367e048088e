import type { ReactNode } from 'react';
import { useText } from '../../kit/i18n.ts';
import { mapName } from '../../kit/map-name.ts';
import { formatClock, formatDuration } from '../../kit/template.ts';
import { useSession } from '../../session/hooks.ts';
import type { PlacedSpan, Track } from './track-model.ts';
import css from './trace-view.module.css';

interface SelectedLineProps {
  readonly found: { readonly track: Track; readonly span: PlacedSpan } | null;
  /** The way to other tracks, at the right. */
  readonly children: ReactNode;
}

/** Below the picture: which keys there are, or the chosen span with its length and its cause. */
export function SelectedLine({ found, children }: SelectedLineProps) {
  const t = useText();
  return (
    <div className={css.keys}>
      {found ? <Chosen {...found} /> : null}
      <span className={css.keyNames}>
        <kbd>W</kbd> <kbd>S</kbd> {t('panels.trace.zoom')} <kbd>A</kbd> <kbd>D</kbd> {t('panels.trace.move')}{' '}
        <kbd>,</kbd> <kbd>.</kbd> {t('panels.trace.onTrack')}
      </span>
      <span className={css.later}>{t('panels.trace.later')}</span>
      {children}
    </div>
  );
}

function Chosen({ track, span }: NonNullable<SelectedLineProps['found']>) {
  const t = useText();
  const { trace } = useSession();
  const event = trace.eventById(span.event);
  const cause = event ? trace.eventById(event.cause) : undefined;
  const [label] = span.labels;
  return (
    <span className={css.chosen}>
      <b>{label ? t.say(label) : ''}</b> {mapName(track.part.split('/')[0] ?? track.part)} {track.machine}
      <b>{formatDuration(span.toUs - span.fromUs)}</b>
      {t('panels.trace.fromTo', { from: formatClock(span.fromUs), to: formatClock(span.toUs) })}
      {cause?.kind === 'hop' && (
        <span>{t('panels.trace.causedBy', { verb: cause.verb, from: cause.from })}</span>
      )}
    </span>
  );
}
