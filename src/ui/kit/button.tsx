import type { LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import css from './button.module.css';
import { Tooltip } from './tooltip.tsx';

type ButtonLook = 'plain' | 'primary' | 'quiet' | 'fill';
type ButtonSize = 'small' | 'medium' | 'large';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** Only one primary button may be on the screen. */
  readonly look?: ButtonLook;
  readonly size?: ButtonSize;
  readonly icon?: LucideIcon;
  /** Shortcut shown at the right. */
  readonly keyName?: string;
  readonly children?: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({
  look = 'plain',
  size = 'medium',
  icon: Icon,
  keyName,
  children,
  className,
  ref,
  ...rest
}: ButtonProps) {
  const names = [
    css.button,
    look === 'plain' ? '' : css[look],
    size === 'medium' ? '' : css[size],
    className ?? '',
  ];
  return (
    <button type="button" ref={ref} className={names.filter(Boolean).join(' ')} {...rest}>
      {Icon !== undefined && <Icon size={16} strokeWidth={1.75} aria-hidden />}
      {children}
      {keyName !== undefined && (
        <kbd className={css.key} aria-hidden>
          {keyName}
        </kbd>
      )}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  readonly icon: LucideIcon;
  /** Name for screen readers and tooltip. */
  readonly label: string;
  readonly keyName?: string;
  readonly look?: ButtonLook;
  readonly size?: ButtonSize;
  readonly round?: boolean;
  readonly pressed?: boolean;
  readonly iconSize?: number;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function IconButton({
  icon: Icon,
  label,
  keyName,
  look = 'quiet',
  size = 'medium',
  round,
  pressed,
  iconSize = 16,
  className,
  ref,
  ...rest
}: IconButtonProps) {
  const names = [
    css.button,
    css.icon,
    look === 'plain' ? '' : css[look],
    size === 'medium' ? '' : css[size],
    round === true ? css.round : '',
    pressed === true ? css.pressed : '',
    className ?? '',
  ];
  return (
    <Tooltip text={label} keyName={keyName}>
      <button
        type="button"
        ref={ref}
        aria-label={label}
        aria-pressed={pressed}
        className={names.filter(Boolean).join(' ')}
        {...rest}
      >
        <Icon size={iconSize} strokeWidth={1.75} aria-hidden />
      </button>
    </Tooltip>
  );
}
