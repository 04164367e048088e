import { Tooltip as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import css from './layer.module.css';

/** Put once around the page. */
export function TooltipLayer({ children }: { readonly children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={450} skipDelayDuration={200}>
      {children}
    </Radix.Provider>
  );
}

interface TooltipProps {
  readonly text: ReactNode;
  readonly keyName?: string;
  /** One focusable element. */
  readonly children: ReactElement;
}

export function Tooltip({ text, keyName, children }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={css.tip} sideOffset={6} collisionPadding={8}>
          {text}
          {keyName !== undefined && <kbd>{keyName}</kbd>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
