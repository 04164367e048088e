import { MiniMap, type Node, useStore } from '@xyflow/react';
import { useText } from '../kit/i18n.ts';
import css from './small-map.module.css';
import type { Layout } from './graph/layout.ts';

/** Px of the picture that may lie outside before a person needs the whole in view. */
const SLACK = 24;

/** The whole picture in small, with what is in sight; shown only when something lies outside. Drag in it to go there. */
export function SmallMap({ layout }: { readonly layout: Layout }) {
  const t = useText();
  const fits = useStore(({ transform: [x, y, zoom], width, height }) => {
    // Before the picture is measured there is nothing to be outside of.
    if (width === 0) return true;
    const right = x + layout.width * zoom;
    const bottom = y + layout.height * zoom;
    return x >= -SLACK && y >= -SLACK && right <= width + SLACK && bottom <= height + SLACK;
  });
  if (fits) return null;
  return (
    <MiniMap
      className={css.map ?? ''}
      position="bottom-right"
      pannable
      zoomable
      ariaLabel={t('canvas.minimap')}
      nodeColor={colourOf}
      nodeBorderRadius={8}
      nodeStrokeWidth={0}
      bgColor="var(--s1)"
      maskColor="color-mix(in srgb, var(--bg) 60%, transparent)"
      maskStrokeColor="var(--now)"
      maskStrokeWidth={3}
    />
  );
}

const FRAMES = new Set(['controlPlane', 'nodesFrame', 'onDisk', 'podSummary']);

const colourOf = (node: Node): string => (FRAMES.has(node.type ?? '') ? 'var(--s2)' : 'var(--line3)');
