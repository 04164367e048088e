import { Copy } from 'lucide-react';
import { memo, type ReactNode, useEffect, useRef } from 'react';
import { IconButton } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import { type GlyphStatus, StatusShape } from '../../kit/status-glyph.tsx';
import { useSession, useSessionState } from '../../session/hooks.ts';
import { lighting } from '../../session/lighting.ts';
import type { KubeListing } from './kube-rows.ts';
import css from './tables.module.css';

interface KubeTableProps {
  readonly label: string;
  /** The command whose output this is. */
  readonly line: string;
  readonly listing: KubeListing;
  /** Buttons at the right: -o wide, -A. */
  readonly toggles: ReactNode;
  /** What stands there when there are no rows. */
  readonly empty: ReactNode;
  /** Shape beside the STATUS (or TYPE) cell. */
  readonly shapeOf?: (key: string, header: string, cell: string) => GlyphStatus | null;
  /** What a row is about: chosen and lit when the row is. Without it: the row's own object. */
  readonly subjectOf?: (key: string) => string;
}

const itself = (key: string): string => key;

/** A table that says what kubectl would print at the playhead, row for row; rows and the map light each other. */
export function KubeTable({
  label,
  line,
  listing,
  toggles,
  empty,
  shapeOf,
  subjectOf = itself,
}: KubeTableProps) {
  const t = useText();
  const us = useSessionState((state) => state.playheadUs);
  return (
    <section
      className={css.pane}
      aria-label={label}
      data-t={us}
      data-kubectl={line}
      data-text={listing.rows.length === 0 ? '' : listing.text}
    >
      <div className={css.bar}>
        <span className={css.line}>
          <code>$ {line}</code>
          <IconButton
            size="small"
            icon={Copy}
            iconSize={14}
            label={t('panels.copy')}
            onClick={() => void navigator.clipboard?.writeText(line)}
          />
        </span>
        <span className={css.end}>{toggles}</span>
      </div>
      {listing.rows.length === 0 ? (
        <div className={css.empty}>{empty}</div>
      ) : (
        <table className={css.table}>
          <thead>
            <tr>
              {listing.headers.map((header) => (
                <th key={header} scope="col">
                  {header}
                </th>
              ))}
            </tr>
          </thead>
          <Rows listing={listing} shapeOf={shapeOf} subjectOf={subjectOf} />
        </table>
      )}
    </section>
  );
}

type RowsProps = Pick<KubeTableProps, 'listing' | 'shapeOf'> & {
  readonly subjectOf: (key: string) => string;
};

/** Every row is drawn again only when its own cells have changed: of hundreds of Pods few change at a time. */
const Rows = memo(function Rows({ listing, shapeOf, subjectOf }: RowsProps) {
  const headers = listing.headers.join('\n');
  return (
    <tbody>
      {listing.rows.map((row) => (
        <KubeRow
          key={row.key}
          cells={row.cells.join('\n')}
          headers={headers}
          shapes={row.cells
            .map((cell, i) => shapeOf?.(row.key, listing.headers[i] ?? '', cell) ?? '')
            .join(' ')}
          subject={subjectOf(row.key)}
        />
      ))}
    </tbody>
  );
});

/** Lists are given as text, so that equal rows are equal. */
interface KubeRowProps {
  readonly cells: string;
  readonly headers: string;
  readonly shapes: string;
  readonly subject: string;
}

const KubeRow = memo(function KubeRow(props: KubeRowProps) {
  const { subject } = props;
  const headers = props.headers.split('\n');
  const shapes = props.shapes.split(' ');
  const session = useSession();
  const chosen = useSessionState(
    (state) =>
      (state.selection?.kind === 'pod' || state.selection?.kind === 'object') &&
      state.selection.id === subject,
  );
  const lit = useSessionState((state) => state.highlight.includes(subject));
  const light = lighting(session, [subject]);
  const place = useRef<HTMLTableRowElement>(null);
  // What was chosen on the map is brought into sight, too.
  useEffect(() => {
    if (chosen) place.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const choose = () => session.select({ kind: subject.startsWith('pods/') ? 'pod' : 'object', id: subject });
  const nameAt = Math.max(0, headers.indexOf(headers.includes('NAME') ? 'NAME' : 'OBJECT'));
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the name in the row is a button; the row is only a larger target for it
    <tr
      ref={place}
      aria-current={chosen ? 'true' : undefined}
      data-lit={lit}
      onClick={choose}
      onPointerEnter={light.onPointerEnter}
      onPointerLeave={light.onPointerLeave}
    >
      {props.cells.split('\n').map((cell, i) => {
        const header = headers[i] ?? '';
        const shape = shapes[i] ?? '';
        if (i === nameAt) {
          return (
            // oxlint-disable-next-line jsx-a11y/control-has-associated-label -- the button's text is its name
            <td key={header}>
              <button type="button" className={css.name} onFocus={light.onFocus} onBlur={light.onBlur}>
                <bdi>{cell}</bdi>
              </button>
            </td>
          );
        }
        return (
          <td key={header} className={header === 'MESSAGE' ? css.message : undefined}>
            {shape === '' ? (
              <bdi>{cell}</bdi>
            ) : (
              <span className={css.status}>
                <StatusShape status={shape as GlyphStatus} />
                {cell}
              </span>
            )}
          </td>
        );
      })}
    </tr>
  );
});

interface FlagProps {
  readonly flag: string;
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

/** A flag of the command as a button. */
export function FlagToggle({ flag, label, on, onChange }: FlagProps) {
  return (
    <button
      type="button"
      className={css.toggle}
      aria-pressed={on}
      title={label}
      aria-label={`${flag}: ${label}`}
      onClick={() => onChange(!on)}
    >
      {flag}
    </button>
  );
}
