import type { TextCode } from '../../kit/i18n.ts';
import { useText } from '../../kit/i18n.ts';
import { Sheet } from '../../kit/sheet.tsx';
import { useSession, useSessionState } from '../../session/hooks.ts';
import css from './palette.module.css';

const ROWS: readonly (readonly [TextCode, string])[] = [
  ['shell.key.play', 'Space  K'],
  ['shell.key.hop', '←  →'],
  ['shell.key.request', 'Shift ←  Shift →'],
  ['shell.key.scene', 'PgUp  PgDn'],
  ['shell.key.bookmark', 'J  L'],
  ['transport.mark', 'M'],
  ['transport.goto', 'G'],
  ['transport.next', 'N'],
  ['shell.key.ends', 'Home  End'],
  ['shell.key.speed', '[  ]'],
  ['shell.key.depth', '1  2  3'],
  ['shell.key.follow', 'F'],
  ['shell.key.zoom', '+  −  0'],
  ['shell.key.palette', 'Ctrl K'],
  ['shell.key.terminal', 'T'],
  ['shell.key.manifest', 'Y'],
  ['shell.key.fault', 'X'],
  ['shell.key.heal', 'B'],
  ['shell.key.undo', 'Ctrl Z  Ctrl Y'],
  ['shell.key.help', '?'],
  ['shell.key.esc', 'Esc'],
];

export function Shortcuts() {
  const t = useText();
  const session = useSession();
  const open = useSessionState((state) => state.overlay === 'shortcuts');
  return (
    <Sheet
      open={open}
      title={t('shell.shortcuts')}
      onOpenChange={(now) => session.set({ overlay: now ? 'shortcuts' : null })}
    >
      <dl className={css.keys}>
        {ROWS.map(([code, keys]) => (
          <div key={code} style={{ display: 'contents' }}>
            <dt>{t(code)}</dt>
            <dd>{keys}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
