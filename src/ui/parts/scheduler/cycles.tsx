import type { SchedulerDetail, StageMark } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { useAtPlayhead } from '../../session/hooks.ts';
import { spanText } from '../clock-text.ts';
import css from './cycles.module.css';

const SCHEDULING = ['PreFilter', 'Filter', 'PostFilter', 'PreScore', 'Score', 'Reserve', 'Permit'] as const;
const BINDING = ['PreBind', 'Bind', 'PostBind'] as const;

/** Both cycles as rows of extension points: passed, at work now, not yet. */
export function Cycles({ part, detail }: { readonly part: string; readonly detail: SchedulerDetail }) {
  const t = useText();
  const last = useLastCycle(part);
  const cycle = detail.cycle ?? last;
  const binding = detail.binding[0];
  return (
    <div className={css.whole}>
      <section className={css.cycle} aria-label={t('xray.scheduler.schedulingCycle')}>
        <header>
          <b>{t('xray.scheduler.schedulingCycle')}</b>{' '}
          <span className="t3">{t('xray.scheduler.oneAtATime')}</span>
        </header>
        <Points names={SCHEDULING} marks={cycle?.points ?? []} detail={detail} over={detail.cycle === null} />
        {cycle && detail.cycle === null && (
          <p className={css.bound}>{t('xray.scheduler.lastCycle', { pod: cycle.pod })}</p>
        )}
      </section>
      <section className={css.cycle} aria-label={t('xray.scheduler.bindingCycle')}>
        <header>
          <b>{t('xray.scheduler.bindingCycle')}</b> <span className="t3">{t('xray.scheduler.beside')}</span>
        </header>
        <Points names={BINDING} marks={binding?.points ?? []} detail={detail} />
        {binding && (
          <p className={css.bound}>
            {t('xray.scheduler.binds', {
              pod: binding.pod,
              node: binding.node,
              more: detail.binding.length - 1,
            })}
          </p>
        )}
      </section>
    </div>
  );
}

/** The cycle that ran last: while its Pod is bound beside, and until the next one, its times stay to be read. */
function useLastCycle(part: string): SchedulerDetail['cycle'] {
  return useAtPlayhead((trace, us) => {
    const found = trace
      .faceHistory(part)
      .findLast(
        ({ atUs, face }) => atUs <= us && face.detail.kind === 'kube-scheduler' && face.detail.cycle !== null,
      );
    return found?.face.detail.kind === 'kube-scheduler' ? found.face.detail.cycle : null;
  });
}

interface PointsProps {
  readonly names: readonly string[];
  readonly marks: readonly StageMark[];
  readonly detail: SchedulerDetail;
  /** The cycle has ended: its last point is done, too. */
  readonly over?: boolean;
}

/** Marks may lie ahead of the playhead: the cycle's times are known when it begins, but what is not played yet is not shown. */
function Points({ names, marks, detail, over = false }: PointsProps) {
  const t = useText();
  const reached = useAtPlayhead((_, us) => marks.filter((mark) => mark.atUs <= us).length);
  const passed = marks.slice(0, reached);
  const now = over ? undefined : passed.at(-1)?.stage;
  return (
    <ol className={css.points}>
      {names.map((name) => {
        const at = marks.findIndex((mark) => mark.stage === name);
        const state = now === name ? 'now' : passed.some((mark) => mark.stage === name) ? 'done' : 'later';
        const next = marks[at + 1];
        const took = state === 'done' && next ? spanText(next.atUs - (marks[at]?.atUs ?? next.atUs)) : '';
        const plugins = detail.profile.find((row) => row.point === name)?.plugins ?? [];
        return (
          <li
            key={name}
            data-state={state}
            title={plugins.join(', ')}
            aria-current={state === 'now' ? 'step' : undefined}
          >
            <b>{name}</b>
            <span>
              {state === 'done'
                ? took || t('xray.scheduler.done')
                : state === 'now'
                  ? t('xray.scheduler.now')
                  : t('xray.scheduler.plugins', { count: plugins.length })}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
