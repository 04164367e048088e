import { useMemo } from 'react';
import { useSessionState } from '../../session/hooks.ts';
import type { ObjectNow } from '../../session/trace-window.ts';
import { type KubeListing, listingOf } from './kube-rows.ts';

const US_PER_SECOND = 1_000_000;

/** The listing of objects at the playhead; made anew when they change and once a virtual second, because ages do. */
export function useListing(
  kind: string,
  objects: readonly ObjectNow[],
  wide: boolean,
  withNamespace: boolean,
): KubeListing {
  const epochSeconds = useSessionState((state) => state.epochSeconds);
  const second = useSessionState((state) => Math.floor(state.playheadUs / US_PER_SECOND));
  return useMemo(
    () => listingOf('', kind, objects, (epochSeconds + second) * US_PER_SECOND, { wide, withNamespace }),
    [kind, objects, epochSeconds, second, wide, withNamespace],
  );
}
