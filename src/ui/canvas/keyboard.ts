interface Place {
  readonly x: number;
  readonly y: number;
  /** Counts as so much nearer, in px. */
  readonly leadInPx?: number;
}

const WAYS: Readonly<Record<string, Place>> = {
  ArrowRight: { x: 1, y: 0 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowDown: { x: 0, y: 1 },
  ArrowUp: { x: 0, y: -1 },
};

/** How much farther something counts per px that it lies aside: low enough to follow a wire round its corner. */
const ASIDE = 2.2;

/** A message that lies on the middle of its wire is reached before the wire: else no key would lead to it. */
const MESSAGE_LEAD_IN_PX = 12;

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
    const cost = ahead + aside * ASIDE - (other.leadInPx ?? 0);
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
 * broken, Escape goes up to the picture itself. The picture is one tab stop. Returns the way to stop listening.
 */
export function listenForKeys(root: HTMLElement): () => void {
  const listen = (event: KeyboardEvent): void => {
    const taken = handleKey(root, focusedIn(root), event);
    if (taken !== 'ignored') event.preventDefault();
    if (taken === 'kept') event.stopPropagation();
  };
  root.addEventListener('keydown', listen);
  return () => root.removeEventListener('keydown', listen);
}

function focusedIn(root: HTMLElement): Element | null {
  const active = document.activeElement;
  return active && active !== root && root.contains(active) ? active.closest('[data-focus]') : null;
}

/** `kept` keys are not for the rest of the page; `done` ones it may hear of. */
function handleKey(
  root: HTMLElement,
  current: Element | null,
  event: KeyboardEvent,
): 'kept' | 'done' | 'ignored' {
  const way = WAYS[event.key];
  if (way) {
    if (!isPlain(event) || !isKeyboardFocus(current ?? root)) return 'ignored';
    move(root, current, way);
    return 'kept';
  }
  if (!current) return 'ignored';
  if (event.key === 'Enter' && current instanceof SVGElement) {
    current.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    return 'done';
  }
  if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) {
    const { x, y } = middleOf(current);
    current.dispatchEvent(
      new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: x, clientY: y }),
    );
    return 'kept';
  }
  if (event.key === 'Escape') root.focus({ preventScroll: true });
  return 'ignored';
}

/** With a modifier, arrows step through time: those keys belong to the page. */
const isPlain = (event: KeyboardEvent): boolean =>
  !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;

/** After a click arrows still step through time; only who came here by keys walks with them. */
const isKeyboardFocus = (element: Element): boolean => element.matches(':focus-visible');

const isMessage = (element: Element): boolean =>
  element.getAttribute('data-focus')?.startsWith('hop:') === true;

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
  const places = others.map((other) => ({
    ...middleOf(other),
    leadInPx: isMessage(other) ? MESSAGE_LEAD_IN_PX : 0,
  }));
  focusOn(others[nearestInDirection(middleOf(current), places, way)]);
}
