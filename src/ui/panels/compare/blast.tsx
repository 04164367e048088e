import { useEffect, useState } from 'react';
import type { BlastRow } from '../../../protocol/fault.ts';
import { useText } from '../../kit/i18n.ts';
import { formatClock } from '../../kit/template.ts';
import { useSession, useSessionState } from '../../session/hooks.ts';
import { BlastEffects } from '../faults/blast-card.tsx';
import type { Side } from './compare.tsx';
import css from './compare.module.css';

const ASK_AFTER_IN_MS = 250;

/** What the faults of a branch do, found by the engine on that branch. Of two broken branches the first given is told of. */
export function Blast({ sides, us }: { readonly sides: readonly Side[]; readonly us: number }) {
  const t = useText();
  const broken = sides.find((side) => side.view.trace.faultsAt(us).length > 0);
  const blast = useBlastOf(broken, us);
  if (broken === undefined) return null;
  return (
    <section className={css.blast} aria-label={t('compare.blast', { letter: broken.letter })}>
      <h3 className="type-card">
        {t('compare.blast', { letter: broken.letter })}{' '}
        <span className={css.aside}>
          {blast === null
            ? t('fault.blast.asking')
            : t('compare.blast.at', { clock: formatClock(blast.atUs) })}
        </span>
      </h3>
      {blast !== null && <BlastEffects rows={blast.rows} />}
    </section>
  );
}

interface BlastAt {
  readonly atUs: number;
  readonly rows: readonly BlastRow[];
}

/** Asked when a fault comes or goes, and again where time stands still. */
function useBlastOf(side: Side | undefined, us: number): BlastAt | null {
  const session = useSession();
  const playing = useSessionState((state) => state.playing);
  const [blast, setBlast] = useState<BlastAt | null>(null);
  const branch = side?.branch.id ?? '';
  const faults = side?.view.trace.faultsAt(us).map((fault) => fault.id) ?? [];
  const key = `${faults.join(' ')} ${playing ? '' : us}`;
  useEffect(() => {
    if (branch === '') return undefined;
    let wanted = true;
    const timer = setTimeout(() => {
      const atUs = Math.floor(session.playhead.us);
      session.ask({ kind: 'blast', atUs, branch }, (update) => {
        if (update.kind !== 'blast') return update.kind === 'refused';
        if (wanted) setBlast({ atUs, rows: update.rows });
        return true;
      });
    }, ASK_AFTER_IN_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [session, branch, key]);
  return blast;
}
