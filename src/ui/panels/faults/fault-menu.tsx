import type { Selection } from '../../session/state.ts';

/** What may go wrong with `target`; calls `onDone` when something was chosen. */
export function FaultMenu({ target, onDone }: { readonly target: Selection; readonly onDone: () => void }) {
  return (
    <button type="button" onClick={onDone}>
      {target.id}
    </button>
  );
}
