import type { KeyboardEvent } from 'react';

interface Place {
  readonly x: number;
  readonly y: number;
}

const WAYS: Readonly<Record<string, Place>> = {
  ArrowRight: { x: 1, y: 0 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowDown: { x: 0, y: 1 },
  ArrowUp: { x: 0, y: -1 },
};

/** How much farther something counts per px that it lies aside: low enough to follow a wire round its corner. */
const ASIDE = 2.2;

/** The nearest of `others` in a direction, or -1: what lies aside counts as farther, what lies behind does not count. */
export function nearestInDirection(from: Place, others: readonly Place[], way: Place): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  others.forEach((other, index) => {
    const dx = other.x - from.x;
    const dy = other.y - from.y;
    const ahead = dx * way.x + dy * way.y;
    const aside = Math.abs(dx * way.y) + Math.abs(dy * way.x);
    if (ahead < 4 || aside > ahead * 3) return;
    const cost = ahead + aside * ASIDE;
    if (cost < least) {
      least = cost;
      best = index;
    }
  });
  return best;
}

const targetsIn = (root: HTMLElement): readonly Element[] => [...root.querySelectorAll('[data-focus]')];

function middleOf(element: Element): Place {
  const box = element.getBoundingClientRect();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

const focusOn = (element: Element | undefined): void => {
  if (element instanceof HTMLElement || element instanceof SVGElement) element.focus({ preventScroll: true });
};

/**
 * Keys inside the picture: arrows go to the next part, wire, Pod or message in that direction, Enter inspects, Shift+F10 offers what can be
 * broken, Escape goes up to the picture itself. The picture is one tab stop.
 */
export function handleCanvasKey(event: KeyboardEvent<HTMLElement>): void {
  const root = event.currentTarget;
  const active = document.activeElement;
  const current =
    active instanceof Element && active !== root && root.contains(active)
      ? active.closest('[data-focus]')
      : null;
  const way = WAYS[event.key];
  // With a modifier, arrows step through time: those keys belong to the page.
  const plain =
    !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey && isKeyboardFocus(current ?? root);
  if (way && plain) {
    move(root, current, way);
    event.preventDefault();
    event.stopPropagation();
  } else if (current && event.key === 'Enter' && current instanceof SVGElement) {
    current.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    event.preventDefault();
  } else if (current && (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10'))) {
    const { x, y } = middleOf(current);
    current.dispatchEvent(
      new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: x, clientY: y }),
    );
    event.preventDefault();
    event.stopPropagation();
  } else if (current && event.key === 'Escape') {
    root.focus({ preventScroll: true });
  }
}

/** After a click arrows still step through time; only who came here by keys walks with them. */
const isKeyboardFocus = (element: Element): boolean => element.matches(':focus-visible');

function move(root: HTMLElement, current: Element | null, way: Place): void {
  const targets = targetsIn(root);
  if (!current) {
    focusOn(
      targets.find((target) => target.getAttribute('data-focus')?.startsWith('part:kube-apiserver')) ??
        targets[0],
    );
    return;
  }
  const others = targets.filter((target) => target !== current && !target.contains(current));
  focusOn(others[nearestInDirection(middleOf(current), others.map(middleOf), way)]);
}
