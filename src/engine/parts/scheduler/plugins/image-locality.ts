import { MAX_NODE_SCORE, type ScorePlugin } from '../framework.ts';

const MB = 1024 * 1024;
const MIN_THRESHOLD = 23 * MB;
const MAX_CONTAINER_THRESHOLD = 1000 * MB;

/** Nodes that have the big images of the Pod already are better, but one node alone must not draw everything. Models plugins/imagelocality. */
export const imageLocality: ScorePlugin = {
  name: 'ImageLocality',
  weight: 1,
  score: ({ images }, node, snapshot) => {
    let sum = 0;
    for (const name of images) {
      const size = node.images.get(name);
      if (size === undefined) continue;
      sum += Math.trunc(size * ((snapshot.imageNodes.get(name) ?? 0) / snapshot.nodes.length));
    }
    const max = MAX_CONTAINER_THRESHOLD * images.length;
    const bounded = Math.min(Math.max(sum, MIN_THRESHOLD), max);
    return Math.trunc((MAX_NODE_SCORE * (bounded - MIN_THRESHOLD)) / (max - MIN_THRESHOLD));
  },
};
