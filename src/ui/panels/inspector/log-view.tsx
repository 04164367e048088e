import { type KeyboardEvent, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { timeText } from '../../../kube/time.ts';
import type { LogEvent } from '../../../protocol/trace.ts';
import { useText } from '../../kit/i18n.ts';
import { useAtPlayhead, useSession, useSessionState } from '../../session/hooks.ts';
import { lighting } from '../../session/lighting.ts';
import type { TraceWindow } from '../../session/trace-window.ts';
import css from './log-view.module.css';
import { type LogSource, ofInstance, textOf } from './log-lines.ts';
import { Section } from './section.tsx';

interface LogViewProps {
  readonly sources: readonly LogSource[];
  /** Lines say which Pod they come from. */
  readonly named: boolean;
}

const LINES_MAX = 500;

/** What containers have printed up to the playhead: searched, with timestamps, of this instance or the one before. */
export function LogView({ sources, named }: LogViewProps) {
  const t = useText();
  const epochSeconds = useSessionState((state) => state.epochSeconds);
  const [search, setSearch] = useState('');
  const [stamps, setStamps] = useState(false);
  const [previous, setPrevious] = useState(false);
  const searchId = useId();
  const lines = useLines(sources);
  const restarted = sources.some((source) => source.restarts > 0);
  const shown = useMemo(() => {
    const wanted = search.toLowerCase();
    return lines
      .filter(({ line, source }) => ofInstance(line, source, epochSeconds, previous && restarted))
      .filter(({ line }) => line.text.toLowerCase().includes(wanted));
  }, [lines, search, previous, restarted, epochSeconds]);
  return (
    <Section
      title={t('inspector.logs')}
      end={
        <span className={css.flags}>
          {restarted && <Flag flag="--previous" on={previous} onChange={setPrevious} />}
          <Flag flag="--timestamps" on={stamps} onChange={setStamps} />
        </span>
      }
    >
      <label className="unseen" htmlFor={searchId}>
        {t('inspector.logs.search')}
      </label>
      <input
        id={searchId}
        type="search"
        className={css.search}
        placeholder={t('inspector.logs.search')}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <Lines
        lines={shown.slice(-LINES_MAX)}
        write={({ line, source }) => textOf(line, source, { named, stamp: stamps ? stampOf(line) : '' })}
      />
      <p className={css.count}>{t('inspector.logs.shown', { n: shown.length, of: lines.length })}</p>
    </Section>
  );

  function stampOf(line: LogEvent): string {
    return timeText(line.atUs, epochSeconds);
  }
}

interface SourcedLine {
  readonly line: LogEvent;
  readonly source: LogSource;
}

/** Lines of all sources by time, the same array while none is new. */
function useLines(sources: readonly LogSource[]): readonly SourcedLine[] {
  const known = useRef<{ readonly key: string; readonly lines: readonly SourcedLine[] } | null>(null);
  return useAtPlayhead((trace, us) => {
    const key = keyOf(trace, us, sources);
    if (known.current?.key === key) return known.current.lines;
    const lines = sources
      .flatMap((source) => trace.logsOf(source.id, us).map((line) => ({ line, source })))
      .flatMap(({ line, source }) => singleLines(line).map((one) => ({ line: one, source })))
      .sort((a, b) => a.line.atUs - b.line.atUs || a.line.id - b.line.id);
    known.current = { key, lines };
    return lines;
  });
}

/** A container may print several lines at once. */
const singleLines = (line: LogEvent): readonly LogEvent[] =>
  line.text
    .replace(/\n$/, '')
    .split('\n')
    .map((text) => ({ ...line, text }));

const keyOf = (trace: TraceWindow, us: number, sources: readonly LogSource[]): string =>
  `${trace.cuts} ${sources.map(({ id, startedAt }) => `${id} ${startedAt} ${trace.logCount(id, us)}`).join(' ')}`;

interface LinesProps {
  readonly lines: readonly SourcedLine[];
  readonly write: (line: SourcedLine) => string;
}

/** Keeps its end in sight while it stands there; scrolled up, it stays where it is. */
function Lines({ lines, write }: LinesProps) {
  const t = useText();
  const session = useSession();
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    if (box.current && atEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
  const keepPages = (event: KeyboardEvent) => {
    if (event.key === 'PageUp' || event.key === 'PageDown') event.nativeEvent.stopImmediatePropagation();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it scrolls by keyboard, and those keys must not move time
    <div
      ref={box}
      className={css.lines}
      role="group"
      aria-label={t('inspector.logs')}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
      tabIndex={0}
      data-own-arrows
      onKeyDown={keepPages}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollTop + clientHeight >= scrollHeight - 4;
      }}
    >
      {lines.length === 0 && <span className="t3">{t('inspector.logs.none')}</span>}
      {lines.map((line, index) => (
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- pointing at a line only lights its Pod
        <div
          key={`${line.line.id} ${index}`}
          onPointerEnter={lighting(session, [line.source.pod]).onPointerEnter}
          onPointerLeave={lighting(session, []).onPointerLeave}
        >
          <bdi>{write(line)}</bdi>
        </div>
      ))}
    </div>
  );
}

interface FlagProps {
  readonly flag: '--previous' | '--timestamps';
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

/** A flag of `kubectl logs` as a button. */
function Flag({ flag, on, onChange }: FlagProps) {
  const t = useText();
  const said = t(`inspector.logs.${flag === '--previous' ? 'previous' : 'timestamps'}`);
  return (
    <button
      type="button"
      className={css.flag}
      aria-pressed={on}
      aria-label={`${flag}: ${said}`}
      title={said}
      onClick={() => onChange(!on)}
    >
      {flag}
    </button>
  );
}
