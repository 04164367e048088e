import { Popover as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import css from './layer.module.css';

interface PopoverProps {
  readonly label: string;
  /** The button that opens it. */
  readonly trigger: ReactElement;
  readonly align?: 'start' | 'center' | 'end';
  readonly side?: 'top' | 'bottom';
  readonly children: ReactNode;
}

/** A small sheet beside a button; the page behind it goes on and can be used. */
export function Popover({ label, trigger, align = 'start', side = 'bottom', children }: PopoverProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={css.popover}
          sideOffset={6}
          collisionPadding={8}
          align={align}
          side={side}
          aria-label={label}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
