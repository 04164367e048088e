import type { LucideIcon } from 'lucide-react';
import { Check } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import { Fragment, type ReactElement } from 'react';
import css from './layer.module.css';

/** A line of a menu: an action, a heading or a rule. */
export type MenuLine =
  | {
      readonly kind: 'item';
      readonly id: string;
      readonly label: string;
      readonly icon?: LucideIcon;
      /** Shown at the right: a shortcut or a value. */
      readonly end?: string;
      /** Set for lines of which one (or some) may be on. */
      readonly checked?: boolean;
      readonly disabled?: boolean;
      readonly onSelect: () => void;
    }
  | { readonly kind: 'label'; readonly id: string; readonly label: string }
  | { readonly kind: 'rule'; readonly id: string };

interface MenuProps {
  readonly lines: readonly MenuLine[];
  /** The button that opens it. */
  readonly children: ReactElement;
  readonly label: string;
  readonly align?: 'start' | 'center' | 'end';
  readonly side?: 'top' | 'bottom';
}

export function Menu({ lines, children, label, align = 'start', side = 'bottom' }: MenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={css.menu}
          sideOffset={6}
          collisionPadding={8}
          align={align}
          side={side}
          aria-label={label}
        >
          {lines.map((line) => (
            <Fragment key={line.id}>
              {line.kind === 'rule' && <Radix.Separator className={css.rule} />}
              {line.kind === 'label' && <Radix.Label className={css.menuLabel}>{line.label}</Radix.Label>}
              {line.kind === 'item' && (
                <Radix.Item
                  className={css.item}
                  disabled={line.disabled}
                  onSelect={line.onSelect}
                  aria-current={line.checked === true ? 'true' : undefined}
                >
                  <ItemBody line={line} />
                </Radix.Item>
              )}
            </Fragment>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function ItemBody({ line }: { readonly line: Extract<MenuLine, { kind: 'item' }> }) {
  const Icon = line.icon;
  return (
    <>
      {line.checked !== undefined && (
        <span className={css.mark}>{line.checked && <Check size={16} strokeWidth={1.75} aria-hidden />}</span>
      )}
      {Icon !== undefined && <Icon size={16} strokeWidth={1.75} aria-hidden />}
      <span>{line.label}</span>
      {line.end !== undefined && <span className={css.end}>{line.end}</span>}
    </>
  );
}
