import { type TextCode, useText } from '../../kit/i18n.ts';
import { Sheet } from '../../kit/sheet.tsx';
import { Segments } from '../../kit/tabs.tsx';
import { useSession, useSessionState } from '../../session/hooks.ts';
import css from './palette.module.css';

const WORLDS = [
  { id: 'standard', nodes: 3 },
  { id: 'nodes-10', nodes: 10 },
  { id: 'nodes-50', nodes: 50 },
  { id: 'nodes-100', nodes: 100 },
] as const;

export function Settings() {
  const t = useText();
  const session = useSession();
  const open = useSessionState((state) => state.overlay === 'settings');
  const theme = useSessionState((state) => state.theme);
  const locale = useSessionState((state) => state.locale);
  const reducedMotion = useSessionState((state) => state.reducedMotion);
  const shortcutsOn = useSessionState((state) => state.shortcutsOn);
  const world = useSessionState((state) => state.world);
  return (
    <Sheet
      open={open}
      title={t('shell.settings')}
      onOpenChange={(now) => session.set({ overlay: now ? 'settings' : null })}
    >
      <div className={css.settings}>
        <div className={css.row}>
          {t('shell.theme')}
          <Segments
            label={t('shell.theme')}
            value={theme}
            onChange={(next) => session.set({ theme: next })}
            options={[
              { id: 'dark', label: t('shell.theme.dark') },
              { id: 'light', label: t('shell.theme.light') },
            ]}
          />
        </div>
        <div className={css.row}>
          {t('shell.language')}
          <Segments
            label={t('shell.language')}
            value={locale}
            onChange={(next) => session.set({ locale: next })}
            options={[
              { id: 'en', label: t('shell.language.en') },
              { id: 'zh-CN', label: t('shell.language.zh-CN') },
            ]}
          />
        </div>
        <div className={css.row}>
          <span>
            {t('shell.world')}
            <small>{t('shell.world.hint')}</small>
          </span>
          <Segments
            label={t('shell.world')}
            value={world}
            onChange={(next) => void session.changeWorld(next)}
            options={WORLDS.map(({ id, nodes }) => ({ id, label: t('shell.world.nodes', { n: nodes }) }))}
          />
        </div>
        <Switch
          name="shell.settings.motion"
          hint="shell.settings.motion.hint"
          on={reducedMotion}
          onChange={(on) => session.set({ reducedMotion: on })}
        />
        <Switch
          name="shell.settings.keys"
          hint="shell.settings.keys.hint"
          on={shortcutsOn}
          onChange={(on) => session.set({ shortcutsOn: on })}
        />
      </div>
    </Sheet>
  );
}

interface SwitchProps {
  readonly name: TextCode;
  readonly hint: TextCode;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

function Switch({ name, hint, on, onChange }: SwitchProps) {
  const t = useText();
  return (
    <label className={css.setting}>
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>
        {t(name)}
        <small>{t(hint)}</small>
      </span>
    </label>
  );
}
