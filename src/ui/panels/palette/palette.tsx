import { Command } from 'cmdk';
import { useState } from 'react';
import { useText } from '../../kit/i18n.ts';
import { mapName } from '../../kit/map-name.ts';
import { PartIcon } from '../../kit/part-icon.tsx';
import { Sheet } from '../../kit/sheet.tsx';
import { useObjects, useSession, useSessionState } from '../../session/hooks.ts';
import type { Session } from '../../session/session.ts';
import { type CommandGroup, pageCommands } from './commands.ts';
import css from './palette.module.css';

const GROUPS: readonly CommandGroup[] = ['do', 'time', 'view'];

/** Ctrl or Cmd+K: every command with its key, every part, every object; a line that begins with kubectl is run. */
export function Palette() {
  const t = useText();
  const session = useSession();
  const open = useSessionState((state) => state.overlay === 'palette');
  return (
    <Sheet
      bare
      open={open}
      title={t('shell.palette.title')}
      onOpenChange={(now) => session.set({ overlay: now ? 'palette' : null })}
    >
      <PaletteBody session={session} />
    </Sheet>
  );
}

function PaletteBody({ session }: { readonly session: Session }) {
  const t = useText();
  const [text, setText] = useState('');
  const close = (run: () => void) => () => {
    session.set({ overlay: null });
    run();
  };
  const line = text.trim();
  return (
    <Command label={t('shell.palette.title')} loop>
      <Command.Input
        className={css.input}
        placeholder={t('shell.palette.hint')}
        value={text}
        onValueChange={setText}
      />
      <Command.List className={css.list}>
        <Command.Empty className={css.none}>{t('shell.palette.none')}</Command.Empty>
        {line.startsWith('kubectl ') && (
          <Command.Group heading={t('shell.palette.group.say')} forceMount>
            <Command.Item
              forceMount
              className={css.item}
              value={line}
              onSelect={close(() => void session.kubectl(line))}
            >
              <PartIcon kind="kubectl" size={14} />
              {t('shell.palette.run', { line })}
            </Command.Item>
          </Command.Group>
        )}
        {GROUPS.map((group) => (
          <Command.Group key={group} heading={t(`shell.palette.group.${group}`)}>
            {pageCommands
              .filter((command) => command.group === group && command.id !== 'palette' && command.id !== 'up')
              .map((command) => (
                <Command.Item
                  key={command.id}
                  className={css.item}
                  value={`${t(command.name)} ${command.id}`}
                  onSelect={close(() => command.run(session))}
                >
                  {t(command.name)}
                  <kbd>{command.keys}</kbd>
                </Command.Item>
              ))}
          </Command.Group>
        ))}
        <Things session={session} close={close} />
      </Command.List>
    </Command>
  );
}

function Things({
  session,
  close,
}: {
  readonly session: Session;
  readonly close: (run: () => void) => () => void;
}) {
  const t = useText();
  const roster = useSessionState((state) => state.roster);
  const pods = useObjects('pods/');
  return (
    <>
      <Command.Group heading={t('shell.palette.group.parts')}>
        {roster.map((part) => {
          const title = mapName(part.title);
          const name = part.machine === '' || part.title === part.id ? title : `${title} · ${part.machine}`;
          const words = t('shell.palette.xray', { name });
          return (
            <Command.Item
              key={part.id}
              className={css.item}
              value={`${words} ${part.id}`}
              onSelect={close(() => session.set({ xray: part.id }))}
            >
              <PartIcon kind={part.kind} size={14} />
              {words}
            </Command.Item>
          );
        })}
      </Command.Group>
      <Command.Group heading={t('shell.palette.group.objects')}>
        {pods.map((pod) => (
          <Command.Item
            key={pod.key}
            className={css.item}
            value={t('shell.palette.show', { name: pod.key })}
            onSelect={close(() => session.select({ kind: 'pod', id: pod.key }))}
          >
            <PartIcon kind="pod" size={14} />
            {t('shell.palette.show', { name: pod.key })}
          </Command.Item>
        ))}
      </Command.Group>
    </>
  );
}
