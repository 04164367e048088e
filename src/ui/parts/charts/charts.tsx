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
  if (!face) return null;
  const shown = shownCharts(face, pictures);
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

function shownCharts(
  face: Face,
  pictures: readonly ChartPicture[],
): readonly { readonly picture: ChartPicture; readonly lit: readonly LitState[] }[] {
  const ids = [...new Set(face.charts.map(({ chart }) => chart))];
  return ids.flatMap((id) => {
    const picture = pictures.find((p) => p.id === id);
    if (!picture) return [];
    const lit = face.charts
      .filter(({ chart }) => chart === id)
      .map(({ subject, value }) => ({ subject, value }));
    return [{ picture, lit }];
  });
}
