import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { useText } from './i18n.ts';
import css from './layer.module.css';

interface SheetProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly place?: 'center' | 'right';
  /** Hides the title bar; the title stays for screen readers. */
  readonly bare?: boolean;
  readonly children: ReactNode;
}

/** A modal sheet: palette, shortcuts, settings. Never opened by itself. */
export function Sheet({ open, onOpenChange, title, place = 'center', bare = false, children }: SheetProps) {
  const t = useText();
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={css.shade} />
        <Dialog.Content
          className={`${css.sheet} ${css[place]}`}
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            // The first button would open its tooltip, and Esc would then close only that.
            if (bare || !(event.currentTarget instanceof HTMLElement)) return;
            event.preventDefault();
            event.currentTarget.focus();
          }}
        >
          {bare ? (
            <Dialog.Title className="unseen">{title}</Dialog.Title>
          ) : (
            <div className={css.head}>
              <Dialog.Title>{title}</Dialog.Title>
              <Dialog.Close asChild>
                <IconButton icon={X} label={t('shell.close')} keyName="Esc" />
              </Dialog.Close>
            </div>
          )}
          {bare ? children : <div className={css.body}>{children}</div>}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
