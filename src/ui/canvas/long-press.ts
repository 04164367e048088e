import { type PointerEvent, useMemo } from 'react';

const LONG_MS = 550;
const SLIP_PX = 10;

/** A long touch opens the same menu as a right click; a drag or a second finger calls it off. */
export function useLongPress() {
  return useMemo(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let start = { x: 0, y: 0 };
    const stop = (): void => clearTimeout(timer);
    return {
      onPointerDown: (event: PointerEvent) => {
        stop();
        if (event.pointerType !== 'touch' || !event.isPrimary) return;
        const target = event.target;
        start = { x: event.clientX, y: event.clientY };
        timer = setTimeout(() => {
          target.dispatchEvent(
            new MouseEvent('contextmenu', {
              bubbles: true,
              cancelable: true,
              clientX: start.x,
              clientY: start.y,
            }),
          );
        }, LONG_MS);
      },
      onPointerMove: (event: PointerEvent) => {
        if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > SLIP_PX) stop();
      },
      onPointerUp: stop,
      onPointerCancel: stop,
    };
  }, []);
}
