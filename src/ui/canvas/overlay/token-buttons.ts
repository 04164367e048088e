import type { EventId } from '../../../protocol/ids.ts';
import type { Token } from '../graph/tokens.ts';

/** Real buttons over the painted tokens, so that every message can be clicked, focused and heard of. */
export interface TokenButtons {
  readonly show: (tokens: readonly Token[], paused: boolean) => void;
  readonly clear: () => void;
}

export interface TokenButtonOptions {
  readonly container: HTMLElement;
  readonly className: string;
  readonly labelOf: (token: Token) => string;
}

/** While playing, more buttons than this would cost frames; a pause brings them all. */
const MOVING_MAX = 40;

const firstHop = (token: Token): EventId => token.hops[0]?.id ?? 0;

/**
 * Keeps one button per token and moves it with its token. Outside React, because it runs every frame: a button is made when its message
 * appears, and only its transform changes on the way. A button in use (focused or under the pointer) outlives its message.
 */
export function makeTokenButtons({ container, className, labelOf }: TokenButtonOptions): TokenButtons {
  const buttons = new Map<EventId, HTMLButtonElement>();
  const show = (tokens: readonly Token[], paused: boolean): void => {
    const wanted = tokens.filter((token) => token.kind !== 'faint' && token.hops.length > 0);
    const shown = paused || wanted.length <= MOVING_MAX ? wanted : [];
    const seen = new Set<EventId>();
    for (const token of shown) {
      const id = firstHop(token);
      seen.add(id);
      const button = buttons.get(id) ?? create(id);
      placeButton(button, token, labelOf);
    }
    for (const [id, button] of buttons) {
      if (seen.has(id) || button.matches(':focus, :hover')) continue;
      button.remove();
      buttons.delete(id);
    }
  };
  const create = (id: EventId): HTMLButtonElement => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = className;
    button.tabIndex = -1;
    button.dataset['hop'] = String(id);
    button.dataset['focus'] = `hop:${id}`;
    const after = [...buttons.keys()].find((other) => other > id);
    container.insertBefore(button, (after === undefined ? null : buttons.get(after)) ?? null);
    buttons.set(id, button);
    return button;
  };
  return {
    show,
    clear: () => {
      for (const button of buttons.values()) button.remove();
      buttons.clear();
    },
  };
}

function placeButton(button: HTMLButtonElement, token: Token, labelOf: (token: Token) => string): void {
  const look = `${token.width} ${token.height} ${token.text} ${token.hops.length} ${token.selected}`;
  if (button.dataset['look'] !== look) {
    button.dataset['look'] = look;
    const label = labelOf(token);
    button.setAttribute('aria-label', label);
    button.setAttribute('aria-pressed', String(token.selected));
    button.title = label;
    // A target is never smaller than 24 px, however small the token is drawn.
    button.style.width = `${Math.max(24, token.width)}px`;
    button.style.height = `${Math.max(24, token.height)}px`;
    button.style.margin = `${-Math.max(24, token.height) / 2}px 0 0 ${-Math.max(24, token.width) / 2}px`;
  }
  button.style.transform = `translate(${token.x}px, ${token.y}px)`;
}
