import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import { type GlyphStatus, StatusShape } from '../../kit/status-glyph.tsx';
import { useSession, useSessionState } from '../../session/hooks.ts';
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

/** A table that says what kubectl would print at the playhead, row for row; rows and the map light each other. */
export function KubeTable({
  label,
  line,
  listing,
  toggles,
  empty,
  shapeOf,
  subjectOf = (key) => key,
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
          <tbody>
            {listing.rows.map((row) => (
              <KubeRow
                key={row.key}
                row={row}
                headers={listing.headers}
                subject={subjectOf(row.key)}
                shapeOf={shapeOf}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

interface KubeRowProps {
  readonly row: KubeListing['rows'][number];
  readonly headers: readonly string[];
  readonly subject: string;
  readonly shapeOf: KubeTableProps['shapeOf'];
}

function KubeRow({ row, headers, subject, shapeOf }: KubeRowProps) {
  const session = useSession();
  const chosen = useSessionState(
    (state) =>
      (state.selection?.kind === 'pod' || state.selection?.kind === 'object') &&
      state.selection.id === subject,
  );
  const lit = useSessionState((state) => state.highlight.includes(subject));
  const choose = () => session.select({ kind: subject.startsWith('pods/') ? 'pod' : 'object', id: subject });
  const nameAt = Math.max(0, headers.indexOf(headers.includes('NAME') ? 'NAME' : 'OBJECT'));
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the name in the row is a button; the row is only a larger target for it
    <tr
      aria-current={chosen ? 'true' : undefined}
      data-lit={lit}
      onClick={choose}
      onPointerEnter={() => session.highlight([subject])}
      onPointerLeave={() => session.highlight([])}
    >
      {row.cells.map((cell, i) => {
        const header = headers[i] ?? '';
        const shape = shapeOf?.(row.key, header, cell) ?? null;
        if (i === nameAt) {
          return (
            // oxlint-disable-next-line jsx-a11y/control-has-associated-label -- the button's text is its name
            <td key={header}>
              <button
                type="button"
                className={css.name}
                onFocus={() => session.highlight([subject])}
                onBlur={() => session.highlight([])}
              >
                <bdi>{cell}</bdi>
              </button>
            </td>
          );
        }
        return (
          <td key={header} className={header === 'MESSAGE' ? css.message : undefined}>
            {shape === null ? (
              <bdi>{cell}</bdi>
            ) : (
              <span className={css.status}>
                <StatusShape status={shape} />
                {cell}
              </span>
            )}
          </td>
        );
      })}
    </tr>
  );
}

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
