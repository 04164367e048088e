import { Check, Crosshair, X } from 'lucide-react';
import type { Decision } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { PartIcon } from '../../kit/part-icon.tsx';
import { useSession } from '../../session/hooks.ts';
import css from './decision-table.module.css';
import { shortName } from './plugin-name.ts';
import { gib, type NodeRow } from './why-not-model.ts';

const ROWS = 12;
const FILTERS_SHOWN = 2;
const TOLD_FIRST: readonly string[] = ['TaintToleration', 'NodeResourcesFit'];

/** The decision as the scheduler made it: each node, what each filter said, what each plugin scored, and the sum. */
export function DecisionTable({ decision }: { readonly decision: Decision }) {
  const t = useText();
  const { shown: filters, rest } = filterColumns(decision);
  const scores = [...new Set(decision.nodes.flatMap((node) => node.scores.map((s) => s.plugin)))];
  const best = Math.max(1, ...decision.nodes.map((node) => node.total));
  const rows = [...decision.nodes]
    .sort((a, b) => Number(a.name === decision.chosen) - Number(b.name === decision.chosen))
    .slice(-ROWS);
  return (
    <div
      className={css.scroll}
      tabIndex={0}
      role="region"
      aria-label={t('xray.scheduler.table', { pod: decision.pod })}
    >
      <table className={css.table}>
        <Head decision={decision} filters={filters} rest={rest} scores={scores} />
        <tbody>
          {rows.map((node) => (
            <Row
              key={node.name}
              node={node}
              decision={decision}
              filters={filters}
              rest={rest}
              scores={scores}
              best={best}
            />
          ))}
        </tbody>
      </table>
      {decision.nodes.length > ROWS && (
        <p className="t3">{t('xray.showing', { shown: ROWS, all: decision.nodes.length })}</p>
      )}
    </div>
  );
}

/** Two rows of headings: which question the columns answer, and the plugins. */
function Head({ decision, filters, rest, scores }: Omit<RowProps, 'node' | 'best'>) {
  const t = useText();
  const weightOf = (plugin: string) =>
    decision.nodes.flatMap((n) => n.scores).find((s) => s.plugin === plugin)?.weight ?? 1;
  const skipped = [...new Set(decision.skippedPlugins)].map(shortName).join(', ');
  return (
    <thead>
      <tr>
        <th scope="col">
          <span className="unseen">{t('xray.scheduler.node')}</span>
        </th>
        <th colSpan={Math.max(1, filters.length + (rest.length > 0 ? 1 : 0))} scope="colgroup">
          {t('xray.scheduler.filterHead')}
        </th>
        {scores.length > 0 && (
          <th colSpan={scores.length + 1} scope="colgroup" className={css.edge}>
            <span className={css.scoreHead}>
              {t('xray.scheduler.scoreHead')}
              {skipped !== '' && <small>{t('xray.scheduler.skipped', { plugins: skipped })}</small>}
            </span>
          </th>
        )}
      </tr>
      <tr>
        <th scope="col">{t('xray.scheduler.node')}</th>
        {filters.map((plugin) => (
          <th key={plugin} scope="col">
            <span className={css.full}>{plugin}</span>
            <span className={css.short} aria-hidden>
              {shortName(plugin)}
            </span>
          </th>
        ))}
        {rest.length > 0 && (
          <th scope="col" title={rest.join(', ')}>
            {t('xray.scheduler.moreFilters', { count: rest.length })}
          </th>
        )}
        {scores.map((plugin, i) => (
          <th key={plugin} scope="col" className={i === 0 ? css.edge : ''}>
            {shortName(plugin)} <small>×{weightOf(plugin)}</small>
          </th>
        ))}
        {scores.length > 0 && <th scope="col">{t('xray.scheduler.total')}</th>}
      </tr>
    </thead>
  );
}

/** Filters that say the most where it matters: those that refused a node have a column, the rest shares one. */
function filterColumns(decision: Decision): { shown: readonly string[]; rest: readonly string[] } {
  const all = [...new Set(decision.nodes.flatMap((node) => node.filters.map((f) => f.plugin)))];
  const refuses = (plugin: string) =>
    decision.nodes.some((node) => node.filters.some((f) => f.plugin === plugin && !f.fits));
  const refused = all.filter(refuses);
  const told = all.filter((plugin) => !refuses(plugin) && TOLD_FIRST.includes(plugin));
  const shown =
    all.length <= FILTERS_SHOWN
      ? all
      : [...refused, ...told].slice(0, Math.max(FILTERS_SHOWN, refused.length));
  return { shown, rest: all.filter((plugin) => !shown.includes(plugin)) };
}

interface RowProps {
  readonly node: NodeRow;
  readonly decision: Decision;
  readonly filters: readonly string[];
  /** Filters that let every node pass: one column for all of them. */
  readonly rest: readonly string[];
  readonly scores: readonly string[];
  readonly best: number;
}

function Row({ node, decision, filters, rest, scores, best }: RowProps) {
  const t = useText();
  const session = useSession();
  const chosen = node.name === decision.chosen;
  const scored = node.scores.length > 0;
  const verdict = chosen
    ? decision.tied.length > 1
      ? t('xray.scheduler.drawn')
      : t('xray.scheduler.wins')
    : decision.tied.includes(node.name)
      ? t('xray.scheduler.tie')
      : t('xray.scheduler.less', { by: best - node.total });
  return (
    <tr data-chosen={chosen}>
      <th scope="row">
        <button type="button" onClick={() => session.select({ kind: 'object', id: `nodes/${node.name}` })}>
          {chosen ? <Crosshair size={16} strokeWidth={1.75} aria-hidden /> : <PartIcon kind="node" />}{' '}
          {node.name}
        </button>
        <small>
          {t('xray.scheduler.free', { cpu: node.freeMilliCpu, memory: gib(node.freeMemoryInBytes) })}
        </small>
      </th>
      {filters.map((plugin) => (
        <FilterCell key={plugin} verdict={node.filters.find((f) => f.plugin === plugin)} />
      ))}
      {rest.length > 0 && (
        <td className={css.fits} title={rest.join(', ')}>
          <Check size={14} role="img" aria-label={t('xray.scheduler.fits')} />
        </td>
      )}
      {scored
        ? scores.map((plugin, i) => (
            <ScoreCell key={plugin} score={node.scores.find((s) => s.plugin === plugin)} first={i === 0} />
          ))
        : scores.length > 0 && (
            <td colSpan={scores.length} className={`${css.edge} t3`}>
              {t('xray.scheduler.notScored')}
            </td>
          )}
      {scores.length > 0 && (
        <td className={css.total}>
          {scored && (
            <>
              <b>{node.total}</b>
              <meter min={0} max={best} value={node.total} data-chosen={chosen} aria-hidden />
              <span>{verdict}</span>
            </>
          )}
        </td>
      )}
    </tr>
  );
}

function FilterCell({ verdict }: { readonly verdict: NodeRow['filters'][number] | undefined }) {
  const t = useText();
  if (!verdict) return <td className="t3">{t('xray.scheduler.notAsked')}</td>;
  return verdict.fits ? (
    <td className={css.fits}>
      <Check size={14} aria-hidden /> {t('xray.scheduler.fits')}
    </td>
  ) : (
    <td className={css.refuses}>
      <X size={14} aria-hidden /> {verdict.reasons.join(', ')}
    </td>
  );
}

function ScoreCell({
  score,
  first,
}: {
  readonly score: NodeRow['scores'][number] | undefined;
  readonly first: boolean;
}) {
  if (!score) return <td className={first ? css.edge : ''}>–</td>;
  return (
    <td className={first ? `${css.score} ${css.edge}` : css.score}>
      <span>{score.normalized * score.weight}</span>
      <meter min={0} max={100} value={score.normalized} aria-hidden />
      <small>{score.raw === score.normalized ? score.raw : `${score.raw} → ${score.normalized}`}</small>
    </td>
  );
}
