import { PartIcon } from '../../kit/part-icon.tsx';
import { useSession } from '../../session/hooks.ts';
import { lighting } from '../../session/lighting.ts';
import css from './inspector.module.css';
import { usePartNames } from './part-names.ts';

/** A part's icon and name; shows the part when pressed and lights it on the map while pointed at. */
export function PartLink({ part }: { readonly part: string }) {
  const session = useSession();
  const names = usePartNames();
  return (
    <button
      type="button"
      className={css.partLink}
      onClick={() => session.select({ kind: 'part', id: part })}
      {...lighting(session, [part])}
    >
      <PartIcon kind={names.kindOf(part)} size={14} coloured />
      {names.nameOf(part)}
    </button>
  );
}
