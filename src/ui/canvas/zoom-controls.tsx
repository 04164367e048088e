import { Crosshair, type LucideIcon, Maximize, Minus, Plus } from 'lucide-react';
import { useText } from '../kit/i18n.ts';
import { Tooltip } from '../kit/tooltip.tsx';
import { useSession, useSessionState } from '../session/hooks.ts';
import css from './zoom-controls.module.css';

interface ZoomControlsProps {
  readonly following: boolean;
  /** In a row at the bottom, where a small map leaves room below kubectl. */
  readonly level: boolean;
}

/** Nearer, farther, the whole picture, and follow while a message is chosen. */
export function ZoomControls({ following, level }: ZoomControlsProps) {
  const t = useText();
  const session = useSession();
  const hasMessage = useSessionState((state) => state.selection?.kind === 'hop');
  return (
    <div
      className={level ? `${css.controls} ${css.level}` : css.controls}
      role="group"
      aria-label={t('canvas.zoom')}
    >
      <div className={css.pair}>
        <Control
          icon={Plus}
          label={t('canvas.zoom.in')}
          keyName="+"
          onClick={() => session.view('zoom-in')}
        />
        <Control
          icon={Minus}
          label={t('canvas.zoom.out')}
          keyName="−"
          onClick={() => session.view('zoom-out')}
        />
      </div>
      <div className={css.pair}>
        <Control
          icon={Maximize}
          label={t('canvas.zoom.fit')}
          keyName="0"
          onClick={() => session.view('fit')}
        />
      </div>
      {(hasMessage || following) && (
        <div className={css.pair}>
          <Control
            icon={Crosshair}
            label={t('canvas.zoom.follow')}
            keyName="F"
            pressed={following}
            onClick={() => session.view('follow')}
          />
        </div>
      )}
    </div>
  );
}

interface ControlProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly keyName: string;
  readonly pressed?: boolean;
  readonly onClick: () => void;
}

function Control({ icon: Icon, label, keyName, pressed, onClick }: ControlProps) {
  return (
    <Tooltip text={label} keyName={keyName}>
      <button
        type="button"
        className={css.control}
        aria-label={label}
        aria-pressed={pressed}
        onClick={onClick}
      >
        <Icon size={16} strokeWidth={1.75} aria-hidden />
      </button>
    </Tooltip>
  );
}
