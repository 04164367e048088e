import { createContext, type MouseEvent, useContext } from 'react';
import type { EventId, PartId } from '../../protocol/ids.ts';
import type { Selection } from '../session/state.ts';

/** What a fault menu is opened for, and where on the screen (client px). */
export type MenuTarget =
  | { readonly kind: 'part'; readonly part: PartId; readonly x: number; readonly y: number }
  | { readonly kind: 'link'; readonly a: PartId; readonly b: PartId; readonly x: number; readonly y: number }
  | { readonly kind: 'hop'; readonly hop: EventId; readonly x: number; readonly y: number };

type Unplaced<T> = T extends unknown ? Omit<T, 'x' | 'y'> : never;
export type MenuSubject = Unplaced<MenuTarget>;

/** What cards, edges and tokens can ask the canvas to do. */
export interface CanvasActions {
  readonly select: (selection: Selection) => void;
  readonly xray: (part: PartId) => void;
  readonly openMenu: (subject: MenuSubject, at: { readonly x: number; readonly y: number }) => void;
}

const nothing = (): void => undefined;

export const CanvasContext = createContext<CanvasActions>({ select: nothing, xray: nothing, openMenu: nothing });

export const useCanvas = (): CanvasActions => useContext(CanvasContext);

/** Handlers that make an element select something on click and offer the fault menu of `subject`. */
export function pointing(canvas: CanvasActions, selection: Selection, subject: MenuSubject | null) {
  return {
    onClick: (event: MouseEvent) => {
      event.stopPropagation();
      canvas.select(selection);
    },
    onDoubleClick: (event: MouseEvent) => {
      event.stopPropagation();
      if (subject?.kind === 'part') canvas.xray(subject.part);
    },
    onContextMenu: (event: MouseEvent) => {
      if (!subject) return;
      event.preventDefault();
      event.stopPropagation();
      canvas.openMenu(subject, { x: event.clientX, y: event.clientY });
    },
  };
}
