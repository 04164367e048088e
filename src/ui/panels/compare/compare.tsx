import { ScanEye, X, Zap } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { BranchInfo } from '../../../protocol/update.ts';
import { ClusterCanvas } from '../../canvas/cluster-canvas.tsx';
import { Button, IconButton } from '../../kit/button.tsx';
import { Chip } from '../../kit/chip.tsx';
import { useText } from '../../kit/i18n.ts';
import { formatClock } from '../../kit/template.ts';
import { SessionProvider, useFaults, useSession, useSessionState } from '../../session/hooks.ts';
import type { Session } from '../../session/session.ts';
import { openView } from '../../session/view.ts';
import { faultWords } from '../faults/fault-targets.ts';
import { usePartNames } from '../inspector/part-names.ts';
import { Blast } from './blast.tsx';
import css from './compare.module.css';
import { type Difference, differencesAt } from './differences.ts';
import { PodsSideBySide } from './pods-side-by-side.tsx';

/** A branch as one half of the comparison. */
export interface Side {
  readonly letter: 'A' | 'B';
  readonly branch: BranchInfo;
  readonly view: Session;
}

/** Two futures in step: the same map twice at one virtual instant, what differs ringed and counted, and both lists of Pods under it. */
export function Compare() {
  const t = useText();
  const session = useSession();
  const sides = useSides();
  useSyncExternalStore(
    (listen) => session.beside.subscribe(listen),
    () => session.beside.version,
  );
  const us = useSessionState((state) => state.playheadUs);
  const roster = useSessionState((state) => state.roster);
  const [a, b] = sides ?? [];
  const ready = a !== undefined && b !== undefined && session.beside.frontierUs >= us;
  const differences = ready ? differencesAt(a.view.trace, b.view.trace, us, roster) : [];
  const keys = differences.map((difference) => difference.key).join(' ');
  useEffect(() => {
    b?.view.highlight(keys === '' ? [] : keys.split(' '));
  }, [b, keys]);
  if (!ready) return <p className={css.wait}>{t('compare.loading')}</p>;
  return (
    <section className={css.whole} aria-label={t('compare.label')} data-t={us}>
      <div className={css.halves}>
        <Half side={a} />
        <Half side={b} differences={differences} />
      </div>
      <div className={css.below}>
        <Blast sides={[b, a]} us={us} />
        <PodsSideBySide a={a} b={b} us={us} />
      </div>
    </section>
  );
}

/** The older branch is A, the other B. Each is drawn from a view of its own, so that both are alike and neither can be changed here. */
function useSides(): readonly [Side, Side] | null {
  const session = useSession();
  const branches = useSessionState((state) => state.branches);
  const current = useSessionState((state) => state.branch);
  const other = useSessionState((state) => state.compare);
  const [views] = useState(() => ({
    own: openView(session, session.trace),
    beside: openView(session, session.beside),
  }));
  useEffect(
    () => () => {
      views.own.close();
      views.beside.close();
    },
    [views],
  );
  const shown = branches.filter((branch) => branch.id === current || branch.id === other);
  const [first, second] = shown;
  if (first === undefined || second === undefined) return null;
  const viewOf = (branch: BranchInfo) => (branch.id === current ? views.own.view : views.beside.view);
  return [
    { letter: 'A', branch: first, view: viewOf(first) },
    { letter: 'B', branch: second, view: viewOf(second) },
  ];
}

interface HalfProps {
  readonly side: Side;
  /** Set on the half that says what differs. */
  readonly differences?: readonly Difference[];
}

function Half({ side, differences }: HalfProps) {
  const t = useText();
  const session = useSession();
  const { letter, branch, view } = side;
  const us = useSessionState((state) => state.playheadUs);
  const current = useSessionState((state) => state.branch === branch.id);
  const parent = useSessionState((state) => state.branches.find((known) => known.id === branch.parent)?.name);
  const openAlone = () => {
    session.compare(null);
    if (!current) session.switchBranch(branch.id);
  };
  const origin =
    parent === undefined
      ? t('transport.branch.first')
      : t('transport.branch.from', { parent, clock: formatClock(branch.forkAtUs) });
  return (
    <section className={css.half} aria-label={t('compare.side', { letter, name: branch.name })} data-t={us}>
      <header className={css.head}>
        <span className={css.letter} aria-hidden>
          {letter}
        </span>
        <h2 className="type-title">{branch.name}</h2>
        <span className={css.origin}>
          {origin}
          {current && ` · ${t('compare.current')}`}
        </span>
        <span className={css.faults}>
          <SessionProvider session={view}>
            <FaultChips />
          </SessionProvider>
        </span>
        <span className={css.end}>
          {differences !== undefined && <Count differences={differences} />}
          <Button size="small" onClick={openAlone}>
            {t('compare.alone')}
          </Button>
          {letter === 'B' && (
            <IconButton
              icon={X}
              label={t('compare.close')}
              keyName="Esc"
              onClick={() => session.compare(null)}
            />
          )}
        </span>
      </header>
      <div
        className={css.map}
        role="group"
        aria-label={t('compare.canvas', { letter, name: branch.name })}
        onDoubleClickCapture={(event) => event.stopPropagation()}
      >
        <SessionProvider session={view}>
          <ClusterCanvas beside />
        </SessionProvider>
      </div>
    </section>
  );
}

/** What is broken on a branch, in words. */
function FaultChips() {
  const t = useText();
  const names = usePartNames();
  const faults = useFaults();
  return faults.map(({ id, fault }) => {
    const words = t.say(faultWords(fault, names.nameOf));
    return (
      <Chip key={id} icon={Zap} title={words}>
        <span className={css.fault}>{words}</span>
      </Chip>
    );
  });
}

function Count({ differences }: { readonly differences: readonly Difference[] }) {
  const t = useText();
  const names = usePartNames();
  if (differences.length === 0) return <span className={css.same}>{t('compare.same')}</span>;
  const places = differences.map(({ key, part, machine }) =>
    key.startsWith('nodes/') ? machine : names.kindOf(part),
  );
  const said = t('compare.differ.list', { places: places.join(', ') });
  return (
    <span className={css.count} role="status" title={said}>
      <ScanEye size={14} strokeWidth={1.75} aria-hidden />
      {t('compare.differ', { n: differences.length })}
      <span className="unseen">{said}</span>
    </span>
  );
}
