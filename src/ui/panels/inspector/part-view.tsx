import { ScanSearch, Zap } from 'lucide-react';
import type { Face, FaceTimer, Gauge } from '../../../protocol/face.ts';
import type { HopEvent } from '../../../protocol/trace.ts';
import { Button } from '../../kit/button.tsx';
import { Chip } from '../../kit/chip.tsx';
import { useText } from '../../kit/i18n.ts';
import { StatusGlyph } from '../../kit/status-glyph.tsx';
import { formatClock, formatDuration } from '../../kit/template.ts';
import { useFace, useFaults, useSession, useSessionState } from '../../session/hooks.ts';
import type { TraceWindow } from '../../session/trace-window.ts';
import { faultsOn } from '../faults/fault-targets.ts';
import { detailRows } from './detail-rows.ts';
import css from './inspector.module.css';
import { MessageList } from './message-list.tsx';
import { Rows, Section } from './section.tsx';
import { Simplified } from './simplified.tsx';

/** A part: where it stands, what it waits for, its states and timers, and its latest messages. */
export function PartView({ part }: { readonly part: string }) {
  const t = useText();
  const face = useFace(part);
  const kind = useSessionState((state) => state.roster.find((entry) => entry.id === part)?.kind);
  return (
    <>
      <div className={css.facts}>
        {face === undefined ? (
          <p className={css.note}>{t('inspector.part.notYet')}</p>
        ) : (
          <PartFacts face={face} />
        )}
        <PartButtons part={part} />
        {kind !== undefined && (
          <Section>
            <Simplified part={kind} />
          </Section>
        )}
      </div>
      <div className={css.middle}>{face !== undefined && <PartStates face={face} />}</div>
      <div className={css.chain}>
        <RecentMessages part={part} />
      </div>
    </>
  );
}

function PartFacts({ face }: { readonly face: Face }) {
  const t = useText();
  const faults = useFaults();
  const on = faultsOn(faults, face.id);
  return (
    <Section>
      <div className={css.line}>
        <StatusGlyph status={face.status} />
        {face.place !== '' && (
          <span className={css.aside}>{t('inspector.part.on', { place: face.place })}</span>
        )}
      </div>
      {face.waitingFor !== null && <p className={css.note}>{t.say(face.waitingFor)}</p>}
      {on.map((fault) => (
        <p key={fault.id} className={css.note}>
          <StatusGlyph
            status="failed"
            word={t.say({
              code: `fault.on.${fault.fault.kind}`,
              params: { ...fault.fault } as Record<string, string | number>,
            })}
          />
        </p>
      ))}
      {face.badges.length > 0 && (
        <div className={css.chips}>
          {face.badges.map((badge) => (
            <Chip key={badge.code}>{t.say(badge)}</Chip>
          ))}
        </div>
      )}
      <Rows
        rows={[
          ...face.rows,
          ...detailRows(face.detail, t).filter((row) => !face.rows.some((own) => own.name === row.name)),
        ]}
      />
      {face.gauges.map((gauge) => (
        <GaugeLine key={gauge.name} gauge={gauge} />
      ))}
    </Section>
  );
}

const BYTES_PER_GIB = 1_073_741_824;

/** Bytes as Gi, everything else as it is. */
function amount(value: number, unit: string): string {
  return unit === 'B'
    ? `${Math.round((value / BYTES_PER_GIB) * 100) / 100} Gi`
    : `${value}${unit === 'm' ? 'm' : ''}`;
}

function GaugeLine({ gauge }: { readonly gauge: Gauge }) {
  const t = useText();
  const share = gauge.max > 0 ? Math.min(1, gauge.value / gauge.max) : 0;
  const code = `terms.${gauge.name}`;
  return (
    <div className={css.gauge}>
      <div>
        <span>{t.has(code) ? t.say({ code }) : gauge.name}</span>
        <span className="mono">
          {amount(gauge.value, gauge.unit)} / {amount(gauge.max, gauge.unit)}
        </span>
      </div>
      <div className={css.meter}>
        <span style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}

const CHARTS_SHOWN = 12;

function PartStates({ face }: { readonly face: Face }) {
  const t = useText();
  const us = useSessionState((state) => state.playheadUs);
  return (
    <>
      {face.timers.length > 0 && (
        <Section title={t('inspector.timers')}>
          {face.timers.map((timer) => (
            <TimerLine key={`${timer.name}-${timer.dueAtUs}`} timer={timer} us={us} />
          ))}
        </Section>
      )}
      {face.charts.length > 0 && (
        <Section title={t('inspector.states')}>
          {face.charts.slice(0, CHARTS_SHOWN).map((chart) => (
            <div key={`${chart.chart} ${chart.subject}`} className={css.stateLine}>
              <span className={css.stateName}>
                {chart.chart}
                {chart.subject !== '' && (
                  <b>
                    {' '}
                    <bdi>{chart.subject}</bdi>
                  </b>
                )}
              </span>
              <span className={css.stateChip}>{chart.value}</span>
            </div>
          ))}
          {face.charts.length > CHARTS_SHOWN && (
            <p className={css.note}>{t('inspector.moreStates', { n: face.charts.length - CHARTS_SHOWN })}</p>
          )}
        </Section>
      )}
    </>
  );
}

function TimerLine({ timer, us }: { readonly timer: FaceTimer; readonly us: number }) {
  const t = useText();
  const whole = Math.max(1, timer.dueAtUs - timer.sinceUs);
  const left = Math.max(0, timer.dueAtUs - us);
  const code = [`inspector.timer.${timer.name}`, `terms.${timer.name}`].find((candidate) => t.has(candidate));
  const name = code === undefined ? timer.name : t.say({ code });
  return (
    <div className={css.gauge}>
      <div>
        <span>{name}</span>
        <span className="mono">
          {left === 0 ? t('inspector.timer.due') : t('inspector.timer.in', { left })}
        </span>
      </div>
      <div
        className={`${css.meter} ${css.waits}`}
        title={`${formatDuration(whole)}, ${formatClock(timer.dueAtUs)} s`}
      >
        <span style={{ width: `${Math.min(1, Math.max(0, 1 - left / whole)) * 100}%` }} />
      </div>
    </div>
  );
}

function PartButtons({ part }: { readonly part: string }) {
  const t = useText();
  const session = useSession();
  return (
    <Section>
      <div className={css.buttons}>
        <Button icon={ScanSearch} onClick={() => session.set({ xray: part })}>
          {t('inspector.xray')}
        </Button>
        <BreakButton kind="part" id={part} />
      </div>
    </Section>
  );
}

/** Opens the menu of what can go wrong with a thing, beside the button. */
export function BreakButton({ kind, id }: { readonly kind: 'part' | 'edge' | 'hop'; readonly id: string }) {
  const t = useText();
  const session = useSession();
  return (
    <Button
      icon={Zap}
      keyName="X"
      aria-haspopup="dialog"
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        session.openFaultMenu({ kind, id }, box.left, box.bottom + 4);
      }}
    >
      {t('inspector.break')}
    </Button>
  );
}

const RECENT_MAX = 8;
const LOOKED_AT_MAX = 4_000;

/** Latest messages that a part sent or got up to an instant, newest first; heartbeats only if there is nothing else. */
export function recentHops(
  trace: TraceWindow,
  us: number,
  concerns: (hop: HopEvent) => boolean,
): readonly HopEvent[] {
  const found: HopEvent[] = [];
  const quiet: HopEvent[] = [];
  for (
    let i = lastIndex(trace.hops, us), looked = 0;
    i >= 0 && found.length < RECENT_MAX && looked < LOOKED_AT_MAX;
    i -= 1, looked += 1
  ) {
    const hop = trace.hops[i] as HopEvent;
    if (!concerns(hop)) continue;
    if (!hop.background) found.push(hop);
    else if (quiet.length < RECENT_MAX) quiet.push(hop);
  }
  return [...found, ...quiet].slice(0, RECENT_MAX);
}

function lastIndex(hops: readonly HopEvent[], us: number): number {
  let low = 0;
  let high = hops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((hops[middle] as HopEvent).atUs <= us) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function RecentMessages({ part }: { readonly part: string }) {
  const t = useText();
  const session = useSession();
  const us = useSessionState((state) => state.playheadUs);
  const hops = recentHops(session.trace, us, (hop) => hop.from === part || hop.to === part);
  return <MessageList title={t('inspector.recent')} hops={hops} none={t('inspector.recent.none')} />;
}
