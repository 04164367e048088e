import { useText } from '../../kit/i18n.ts';
import { Button } from '../../kit/button.tsx';
import { StatusShape } from '../../kit/status-glyph.tsx';
import { useSession, useSessionState } from '../../session/hooks.ts';
import type { Side } from './compare.tsx';
import css from './compare.module.css';
import { type Column, COLUMNS, type PodHalf, type PodPair, podPairs } from './pods-rows.ts';

/** Every Pod of both branches in one table: what kubectl prints on A, what it prints on B, cells that differ marked. */
export function PodsSideBySide({ a, b, us }: { readonly a: Side; readonly b: Side; readonly us: number }) {
  const t = useText();
  const session = useSession();
  const epochSeconds = useSessionState((state) => state.epochSeconds);
  const pairs = podPairs(
    a.view.trace.objectsAt(us, 'pods/default/'),
    b.view.trace.objectsAt(us, 'pods/default/'),
    epochSeconds * 1_000_000 + us,
  );
  if (pairs.length === 0)
    return (
      <div className={css.none} data-t={us}>
        <p>{t('compare.pods.none')}</p>
        <Button size="small" onClick={() => session.playhead.nextInteresting()}>
          {t('transport.next')}
        </Button>
      </div>
    );
  const headers = (side: Side) =>
    COLUMNS.map((column) => (
      <th
        key={`${side.letter} ${column}`}
        scope="col"
        title={column === 'Ready' ? t('compare.column.Ready.long') : undefined}
      >
        {column === 'Ready' ? t('compare.column.Ready') : column}
      </th>
    ));
  return (
    <table className={css.pods} aria-label={t('compare.pods')} data-t={us}>
      <colgroup>
        <col className={css.name} />
        {[a, b].flatMap(({ letter }) =>
          COLUMNS.map((column) => (
            <col key={`${letter} ${column}`} className={column === COLUMNS[0] ? css.ready : undefined} />
          )),
        )}
      </colgroup>
      <thead>
        <tr>
          <th aria-hidden />
          {[a, b].map(({ letter, branch }) => (
            <th key={letter} scope="colgroup" colSpan={COLUMNS.length} className={css.side}>
              <b>{letter}</b> {branch.name}
            </th>
          ))}
        </tr>
        <tr>
          <th scope="col">NAME</th>
          {headers(a)}
          {headers(b)}
        </tr>
      </thead>
      <tbody>
        {pairs.map((pair) => (
          <tr key={pair.key}>
            <th scope="row">{pair.name}</th>
            <Half half={pair.a} pair={pair} marked={false} />
            <Half half={pair.b} pair={pair} marked />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface HalfProps {
  readonly half: PodHalf | null;
  readonly pair: PodPair;
  /** Differences are marked on the second half. */
  readonly marked: boolean;
}

function Half({ half, pair, marked }: HalfProps) {
  const t = useText();
  if (half === null)
    return (
      <td colSpan={COLUMNS.length} className={css.first} data-differs={marked || undefined}>
        {t('compare.gone')}
      </td>
    );
  return COLUMNS.map((column, i) => (
    <td
      key={column}
      className={i === 0 ? css.first : undefined}
      data-differs={(marked && pair.differs.has(column)) || undefined}
    >
      <Cell half={half} column={column} />
    </td>
  ));
}

function Cell({ half, column }: { readonly half: PodHalf; readonly column: Column }) {
  const said = half.cells[column];
  if (column === 'STATUS')
    return (
      <span className={css.status}>
        <StatusShape status={half.status} size={13} />
        {said}
      </span>
    );
  return said === '' ? '–' : said;
}
