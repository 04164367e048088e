import type { MouseEvent } from 'react';
import { lighting } from '../session/lighting.ts';
import type { Session } from '../session/session.ts';
import type { Selection } from '../session/state.ts';

/** Handlers that make an element select something on click and offer the fault menu of `menu`; a part also opens its X-ray on double click. While it is pointed at, every mention of it is lit. */
export function pointing(session: Session, selection: Selection, menu: Selection | null) {
  return {
    ...lighting(session, [selection.id]),
    onClick: (event: MouseEvent) => {
      event.stopPropagation();
      session.select(selection);
    },
    onDoubleClick: (event: MouseEvent) => {
      event.stopPropagation();
      if (selection.kind === 'part') session.set({ xray: selection.id });
    },
    onContextMenu: (event: MouseEvent) => {
      if (!menu) return;
      event.preventDefault();
      event.stopPropagation();
      session.openFaultMenu(menu, event.clientX, event.clientY);
    },
  };
}
