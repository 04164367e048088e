import { Columns2, GitBranch, PencilLine, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import { Menu, type MenuLine } from '../../kit/menu.tsx';
import { Sheet } from '../../kit/sheet.tsx';
import { formatClock } from '../../kit/template.ts';
import { useSession, useSessionState } from '../../session/hooks.ts';
import css from './transport.module.css';

/** The futures that exist: switch, rename, delete. */
export function BranchMenu() {
  const t = useText();
  const session = useSession();
  const branches = useSessionState((state) => state.branches);
  const current = useSessionState((state) => state.branch);
  const [renaming, setRenaming] = useState(false);
  const at = branches.findIndex((branch) => branch.id === current);
  const known = branches[at];
  const name = known?.name ?? t('transport.branch');
  const lines = useLines(() => setRenaming(true));
  return (
    <>
      <Menu label={t('transport.branch')} lines={lines} align="end" side="top">
        <Button icon={GitBranch} aria-label={`${t('transport.branch')}: ${name}`}>
          {name} {at >= 0 && <span>{t('transport.branchOf', { at: at + 1, n: branches.length })}</span>}
        </Button>
      </Menu>
      <RenameSheet
        open={renaming}
        onOpenChange={setRenaming}
        name={name}
        onRename={(next) => session.renameBranch(current, next)}
      />
    </>
  );
}

/** Switch to one, compare with one, rename or delete the current one. */
function useLines(onRename: () => void): readonly MenuLine[] {
  const t = useText();
  const session = useSession();
  const branches = useSessionState((state) => state.branches);
  const current = useSessionState((state) => state.branch);
  const nameOf = (id: string) => branches.find((branch) => branch.id === id)?.name ?? id;
  return [
    { kind: 'label', id: 'switch', label: t('transport.branch.switch') },
    ...branches.map(
      (branch): MenuLine => ({
        kind: 'item',
        id: branch.id,
        label: branch.name,
        checked: branch.id === current,
        end:
          branch.parent === ''
            ? t('transport.branch.first')
            : t('transport.branch.from', {
                parent: nameOf(branch.parent),
                clock: formatClock(branch.forkAtUs),
              }),
        onSelect: () => session.switchBranch(branch.id),
      }),
    ),
    { kind: 'rule', id: 'rule-compare' },
    ...branches
      .filter((branch) => branch.id !== current)
      .map(
        (branch): MenuLine => ({
          kind: 'item',
          id: `compare-${branch.id}`,
          label: t('transport.branch.compare', { name: branch.name }),
          icon: Columns2,
          onSelect: () => session.compare(branch.id),
        }),
      ),
    { kind: 'rule', id: 'rule' },
    {
      kind: 'item',
      id: 'rename',
      label: t('transport.branch.rename'),
      icon: PencilLine,
      onSelect: onRename,
    },
    {
      kind: 'item',
      id: 'delete',
      label: t('transport.branch.delete'),
      icon: Trash2,
      disabled: branches.length < 2,
      onSelect: () => session.deleteBranch(current),
    },
  ];
}

interface RenameProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly name: string;
  readonly onRename: (name: string) => void;
}

function RenameSheet({ open, onOpenChange, name, onRename }: RenameProps) {
  const t = useText();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const next = new FormData(event.currentTarget).get('name');
    if (typeof next === 'string' && next.trim() !== '') onRename(next.trim().slice(0, 40));
    onOpenChange(false);
  };
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title={t('transport.branch.title', { name })}>
      <form className={css.rename} onSubmit={submit}>
        <input
          ref={(input) => input?.select()}
          name="name"
          defaultValue={name}
          maxLength={40}
          aria-label={t('transport.branch.newName')}
          autoComplete="off"
        />
        <Button type="submit" look="fill">
          {t('transport.branch.save')}
        </Button>
      </form>
    </Sheet>
  );
}
