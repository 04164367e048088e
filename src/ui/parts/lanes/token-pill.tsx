import { WirePill } from '../../kit/chip.tsx';
import { useText } from '../../kit/i18n.ts';
import { useSession, useSessionState } from '../../session/hooks.ts';
import type { LaneToken } from './lane-tokens.ts';
import css from './token-pill.module.css';

/** A message on its way, as a button: a click stops time and opens it, a right click asks what could happen to it. */
export function TokenPill({ token, y }: { readonly token: LaneToken; readonly y: number }) {
  const t = useText();
  const session = useSession();
  const picked = useSessionState((s) =>
    s.selection?.kind === 'hop' ? token.hops.some((hop) => String(hop.id) === s.selection?.id) : false,
  );
  const hop = token.hops[0];
  if (!hop) return null;
  const target = { kind: 'hop', id: String(hop.id) } as const;
  const label = t(token.hops.length > 1 ? 'xray.tokens' : 'xray.token', {
    verb: hop.verb,
    from: hop.from,
    to: hop.to,
    count: token.hops.length,
  });
  return (
    <button
      type="button"
      className={css.token}
      style={{ left: token.x, top: y }}
      data-picked={picked}
      aria-label={label}
      title={label}
      onClick={() => {
        session.playhead.pause();
        session.select(target);
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        session.playhead.pause();
        session.openFaultMenu(target, event.clientX, event.clientY);
      }}
    >
      <WirePill wire={token.wire} outlined={token.outlined}>
        {token.arrow === '←' ? '← ' : ''}
        {token.word}
        {token.arrow === '→' ? ' →' : ''}
      </WirePill>
    </button>
  );
}
