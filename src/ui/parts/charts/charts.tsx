import type { ChartPicture, Face } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { useFace, useSessionState } from '../../session/hooks.ts';
import { naturalWidth } from './chart-layout.ts';
import { ChartView, type LitState } from './chart-view.tsx';
import css from './charts.module.css';

const PADDING = 32;

/** Every chart of a part once, whatever number of things go through it. */
export function Charts({ part }: { readonly part: string }) {
  const t = useText();
  const face = useFace(part);
  const pictures = useSessionState((s) => s.charts);
  const own = useSessionState((s) => s.roster.find(({ id }) => id === part)?.charts);
  if (!face) return null;
  const shown = shownCharts(face, own, pictures);
  return (
    <div className={css.charts}>
      {shown.map(({ picture, lit }) => (
        <section
          key={picture.id}
          className={css.card}
          style={{ flexBasis: `min(100%, ${naturalWidth(picture) + PADDING}px)` }}
        >
          <h3>{t('xray.chart.title', { chart: picture.id })}</h3>
          <ChartView chart={picture} lit={lit} />
        </section>
      ))}
    </div>
  );
}

/** Those that something goes through first; what a part runs on is shown even while nothing does. */
function shownCharts(
  face: Face,
  own: readonly string[] = [],
  pictures: readonly ChartPicture[],
): readonly { readonly picture: ChartPicture; readonly lit: readonly LitState[] }[] {
  const ids = [...new Set([...face.charts.map(({ chart }) => chart), ...own])];
  return ids.flatMap((id) => {
    const picture = pictures.find((p) => p.id === id);
    if (!picture) return [];
    const lit = face.charts
      .filter(({ chart }) => chart === id)
      .map(({ subject, value }) => ({ subject, value }));
    return [{ picture, lit }];
  });
}
