import { MAX_NODE_SCORE, type ScorePlugin } from '../framework.ts';

const MB = 1024 * 1024;
const MIN_THRESHOLD = 23 * MB;
const MAX_CONTAINER_THRESHOLD = 1000 * MB;

/** `nginx` → `nginx:latest`. Models image_locality.go normalizedImageName. */
export function normalizedImageName(name: string): string {
  return name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name;
}

/** Nodes that have the big images of the Pod already are better, but one node alone must not draw everything. Models plugins/imagelocality. */
export const imageLocality: ScorePlugin = {
  name: 'ImageLocality',
  weight: 1,
  score: ({ pod }, node, snapshot) => {
    const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
    let sum = 0;
    for (const { image } of containers) {
      const name = normalizedImageName(image ?? '');
      const size = node.images.get(name);
      if (size === undefined) continue;
      sum += Math.trunc(size * ((snapshot.imageNodes.get(name) ?? 0) / snapshot.nodes.length));
    }
    const max = MAX_CONTAINER_THRESHOLD * containers.length;
    const bounded = Math.min(Math.max(sum, MIN_THRESHOLD), max);
    return Math.trunc((MAX_NODE_SCORE * (bounded - MIN_THRESHOLD)) / (max - MIN_THRESHOLD));
  },
};
