import type { PartId } from '../../protocol/ids.ts';

export function XRay({ part }: { readonly part: PartId }) {
  return <div data-part={part} />;
}
