const LONG_MS = 550;
const SLIP_PX = 10;

/** A long touch opens the same menu as a right click; a drag or a second finger calls it off. Returns the way to stop listening. */
export function listenForLongPress(root: HTMLElement): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start = { x: 0, y: 0 };
  const stop = (): void => clearTimeout(timer);
  const down = (event: PointerEvent): void => {
    stop();
    if (event.pointerType !== 'touch' || !event.isPrimary) return;
    const { target } = event;
    start = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => {
      target?.dispatchEvent(
        new MouseEvent('contextmenu', {
          bubbles: true,
          cancelable: true,
          clientX: start.x,
          clientY: start.y,
        }),
      );
    }, LONG_MS);
  };
  const moved = (event: PointerEvent): void => {
    if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > SLIP_PX) stop();
  };
  root.addEventListener('pointerdown', down);
  root.addEventListener('pointermove', moved);
  root.addEventListener('pointerup', stop);
  root.addEventListener('pointercancel', stop);
  return () => {
    stop();
    root.removeEventListener('pointerdown', down);
    root.removeEventListener('pointermove', moved);
    root.removeEventListener('pointerup', stop);
    root.removeEventListener('pointercancel', stop);
  };
}
