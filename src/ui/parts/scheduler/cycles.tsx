import type { SchedulerDetail, StageMark } from '../../../protocol/face.ts';
import { type Translate, useText } from '../../kit/i18n.ts';
import { useAtPlayhead } from '../../session/hooks.ts';
import { coarse, spanText } from '../clock-text.ts';
import css from './cycles.module.css';

const SCHEDULING = ['PreFilter', 'Filter', 'PreScore', 'Score', 'Reserve', 'Permit'] as const;
const BINDING = ['PreBind', 'Bind', 'PostBind'] as const;

/** Both cycles as rows of extension points: passed, at work now, not yet. What only runs when no node fits hangs below. */
export function Cycles({ part, detail }: { readonly part: string; readonly detail: SchedulerDetail }) {
  const t = useText();
  const last = useLastCycle(part);
  const cycle = detail.cycle ?? last;
  const marks = cycle?.points ?? [];
  const over = detail.cycle === null;
  return (
    <div className={css.whole}>
      <section className={css.cycle} aria-label={t('xray.scheduler.schedulingCycle')}>
        <header>
          <b>{t('xray.scheduler.schedulingCycle')}</b>{' '}
          <span className="t3">{t('xray.scheduler.oneAtATime')}</span>
        </header>
        <ol className={css.points}>
          {SCHEDULING.map((name) => (
            <Point key={name} name={name} marks={marks} detail={detail} over={over} />
          ))}
          <Point name="PostFilter" marks={marks} detail={detail} over={over} below />
          <li className={css.aside}>
            {t('xray.scheduler.onlyThen')}
            {cycle && over && <span>{t('xray.scheduler.lastCycle', { pod: cycle.pod })}</span>}
          </li>
        </ol>
      </section>
      <BindingCycle detail={detail} />
    </div>
  );
}

function BindingCycle({ detail }: { readonly detail: SchedulerDetail }) {
  const t = useText();
  const us = useAtPlayhead((_, now) => coarse(now, 100));
  const binding = detail.binding[0];
  const stage = binding?.points.findLast((mark) => mark.atUs <= us);
  return (
    <section className={`${css.cycle} ${css.binding}`} aria-label={t('xray.scheduler.bindingCycle')}>
      <header>
        <b>{t('xray.scheduler.bindingCycle')}</b> <span className="t3">{t('xray.scheduler.beside')}</span>
      </header>
      <ol className={css.points}>
        {BINDING.map((name) => (
          <Point key={name} name={name} marks={binding?.points ?? []} detail={detail} over={false} />
        ))}
      </ol>
      <p className={css.bound}>
        {binding && stage
          ? t('xray.scheduler.binds', {
              pod: binding.pod,
              node: binding.node,
              time: spanText(us - stage.atUs),
              more: detail.binding.length - 1,
            })
          : t('xray.scheduler.bindsNone')}
      </p>
    </section>
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

interface PointProps {
  readonly name: string;
  readonly marks: readonly StageMark[];
  readonly detail: SchedulerDetail;
  /** The cycle has ended: its last point is done, too. */
  readonly over: boolean;
  readonly below?: boolean;
}

/** Marks may lie ahead of the playhead: the cycle's times are known when it begins, but what is not played yet is not shown. */
function Point({ name, marks, detail, over, below = false }: PointProps) {
  const t = useText();
  const reached = useAtPlayhead((_, us) => marks.filter((mark) => mark.atUs <= us).length);
  const { state, took } = standOf(name, marks, reached, over);
  const plugins = detail.profile.find((row) => row.point === name)?.plugins ?? [];
  const out = name === 'Filter' && state === 'done' ? refusedIn(detail) : '';
  const told =
    state === 'done'
      ? out === ''
        ? took || t('xray.scheduler.done')
        : t('xray.scheduler.out', { out, time: took })
      : undone(t, state, plugins.length);
  return (
    <li
      data-state={state}
      data-below={below}
      title={plugins.join(', ')}
      aria-current={state === 'now' ? 'step' : undefined}
    >
      <b>{name}</b>
      <span>{told}</span>
    </li>
  );
}

/** Whether a point is passed, at work or ahead, and how long it took. */
function standOf(
  name: string,
  marks: readonly StageMark[],
  reached: number,
  over: boolean,
): { readonly state: 'now' | 'done' | 'later'; readonly took: string } {
  const passed = marks.slice(0, reached);
  if (!over && passed.at(-1)?.stage === name) return { state: 'now', took: '' };
  const at = passed.findIndex((mark) => mark.stage === name);
  const mark = marks[at];
  const next = marks[at + 1];
  if (!mark) return { state: 'later', took: '' };
  return { state: 'done', took: next ? spanText(next.atUs - mark.atUs) : '' };
}

function undone(t: Translate, state: 'now' | 'later', plugins: number): string {
  return state === 'now' ? t('xray.scheduler.now') : t('xray.scheduler.plugins', { count: plugins });
}

/** `2 of 3`: nodes that the filters took out; empty if all may run the Pod. */
function refusedIn({ decision }: SchedulerDetail): string {
  const all = decision?.nodes.length ?? 0;
  const out = decision?.nodes.filter((node) => node.filters.some((f) => !f.fits)).length ?? 0;
  return out === 0 ? '' : `${out}/${all}`;
}
