import { useEffect } from 'react';
import { useSession } from '../../session/hooks.ts';
import type { Session } from '../../session/session.ts';
import { pageCommands } from './commands.ts';
import { commandOfKey, isSingleKey, type KeyPress } from './keys.ts';

const commandById = new Map(pageCommands.map((command) => [command.id, command]));

/** Where a key has a meaning of its own: text fields, menus, dialogs, sliders, tab rows. */
const TEXT = 'input, textarea, select, [contenteditable="true"], .xterm, .cm-editor, [role="textbox"]';
const OWN_ARROWS =
  '[role="menu"], [role="listbox"], [role="radiogroup"], [role="tablist"], [role="grid"], [role="tree"], [data-own-arrows]';

function isTaken(event: KeyboardEvent, command: string): boolean {
  const target = event.target instanceof Element ? event.target : null;
  if (target === null) return false;
  if (command === 'palette') return false;
  if (target.closest(TEXT) !== null) return true;
  if (target.closest('[role="dialog"], [role="menu"]') !== null) return true;
  if (event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End')
    return target.closest(OWN_ARROWS) !== null;
  return event.key === ' ' && target.closest('button, [role="button"], a, summary') !== null;
}

function handle(event: KeyboardEvent, session: Session): void {
  // An input method is composing (Chinese, Japanese): its keys are not for us.
  if (event.defaultPrevented || event.isComposing || event.key === 'Process') return;
  const press: KeyPress = {
    key: event.key,
    code: event.code,
    shift: event.shiftKey,
    ctrlOrMeta: event.ctrlKey || event.metaKey,
    alt: event.altKey,
  };
  const id = commandOfKey(press);
  if (id === null || isTaken(event, id)) return;
  if (isSingleKey(press) && !session.state.shortcutsOn) return;
  event.preventDefault();
  commandById.get(id)?.run(session);
}

/** Listens to the keys of the whole page. */
export function useShortcuts(): void {
  const session = useSession();
  useEffect(() => {
    const listen = (event: KeyboardEvent) => handle(event, session);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [session]);
}
