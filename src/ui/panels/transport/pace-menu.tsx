import { CirclePause, Gauge } from 'lucide-react';
import { Button } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import { Popover } from '../../kit/popover.tsx';
import { Segments } from '../../kit/tabs.tsx';
import { useSession, useSessionState } from '../../session/hooks.ts';
import { PAUSES } from '../../session/pause-when.ts';
import css from './pace-menu.module.css';
import { formatSpeed, PLACE_MAX, placeOfSpeed, SPEED_MAX, SPEED_MIN, speedAtPlace } from './speed.ts';

const HOP_SECONDS = [0.25, 0.5, 1, 2, 4];
const MODES = ['human', 'ratio'] as const;

/** How fast, by hops or in true ratio, on one logarithmic scale; and what makes time stand still. Everything can be changed while it plays. */
export function PaceMenu() {
  const t = useText();
  const mode = useSessionState((state) => state.paceMode);
  const hopInSeconds = useSessionState((state) => state.hopInSeconds);
  const speed = useSessionState((state) => state.speed);
  const pauses = useSessionState((state) => state.pauseWhen.length);
  const said =
    mode === 'human'
      ? t('transport.pace.hop', { seconds: formatSpeed(hopInSeconds / speed) })
      : t('transport.pace.ratio', { speed: formatSpeed(speed) });
  const name = pauses === 0 ? said : `${said}, ${t('transport.when')} (${pauses})`;
  return (
    <Popover
      label={t('transport.pace')}
      align="end"
      side="top"
      trigger={
        <Button icon={Gauge} aria-label={`${t('transport.pace')}: ${name}`}>
          {said}
          {pauses > 0 && (
            <span className={css.pausing}>
              <CirclePause size={14} strokeWidth={1.75} aria-hidden />
              {pauses}
            </span>
          )}
        </Button>
      }
    >
      <div className={css.whole}>
        <Mode />
        <Speed />
        {mode === 'human' && <HopLength />}
        <Pauses />
      </div>
    </Popover>
  );
}

function Mode() {
  const t = useText();
  const { playhead } = useSession();
  const mode = useSessionState((state) => state.paceMode);
  return (
    <div>
      <Segments
        small
        label={t('transport.pace')}
        value={mode}
        options={MODES.map((id) => ({ id, label: t(`transport.pace.mode.${id}`) }))}
        onChange={(id) => playhead.setPace({ mode: id })}
      />
      <p className={css.hint}>{t(`transport.pace.mode.${mode}.hint`)}</p>
    </div>
  );
}

function Speed() {
  const t = useText();
  const { playhead } = useSession();
  const speed = useSessionState((state) => state.speed);
  return (
    <div className={css.speed}>
      <div className={css.row}>
        <span>{t('transport.pace.speed', { speed: formatSpeed(speed) })}</span>
        <span className={css.hint}>[ ]</span>
      </div>
      <input
        type="range"
        min={-PLACE_MAX}
        max={PLACE_MAX}
        step={1}
        value={placeOfSpeed(speed)}
        aria-label={t('transport.pace.slider')}
        aria-valuetext={t('transport.pace.ratio', { speed: formatSpeed(speed) })}
        onChange={(event) => playhead.setPace({ speed: speedAtPlace(Number(event.currentTarget.value)) })}
      />
      <div className={css.ends} aria-hidden>
        <span>× {formatSpeed(SPEED_MIN)}</span>
        <span>× 1</span>
        <span>× {SPEED_MAX}</span>
      </div>
    </div>
  );
}

function HopLength() {
  const t = useText();
  const { playhead } = useSession();
  const hopInSeconds = useSessionState((state) => state.hopInSeconds);
  return (
    <div>
      <div className={css.label}>{t('transport.pace.human')}</div>
      <Segments
        small
        label={t('transport.pace.human')}
        value={String(hopInSeconds)}
        options={HOP_SECONDS.map((seconds) => ({
          id: String(seconds),
          label: t('transport.pace.seconds', { seconds }),
        }))}
        onChange={(id) => playhead.setPace({ hopInSeconds: Number(id) })}
      />
    </div>
  );
}

function Pauses() {
  const t = useText();
  const session = useSession();
  const on = useSessionState((state) => state.pauseWhen);
  return (
    <fieldset className={css.pauses}>
      <legend className={css.label}>{t('transport.when')}</legend>
      {PAUSES.map((id) => (
        <label key={id}>
          <input
            type="checkbox"
            checked={on.includes(id)}
            onChange={(event) =>
              session.set({
                pauseWhen: event.currentTarget.checked ? [...on, id] : on.filter((known) => known !== id),
              })
            }
          />
          {t(`transport.when.${id}`)}
        </label>
      ))}
    </fieldset>
  );
}
