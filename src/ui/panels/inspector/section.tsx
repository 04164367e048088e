import type { ReactNode } from 'react';
import { type Translate, useText } from '../../kit/i18n.ts';
import css from './inspector.module.css';

interface SectionProps {
  readonly title?: string;
  /** At the right of the title. */
  readonly end?: ReactNode;
  readonly children: ReactNode;
}

/** A part of the inspector under a rule, with or without a title. */
export function Section({ title, end, children }: SectionProps) {
  return (
    <div className={css.section}>
      {title !== undefined && (
        <div className={css.sectionHead}>
          <h3 className="type-card">{title}</h3>
          {end}
        </div>
      )}
      {children}
    </div>
  );
}

/** A row's name in the reader's language, or as it is. */
function rowName(name: string, t: Translate): string {
  const code = [`inspector.row.${name}`, `terms.${name}`].find((candidate) => t.has(candidate));
  return code === undefined ? name : t.say({ code });
}

export interface Row {
  readonly name: string;
  readonly value: ReactNode;
}

/** Names and values. A name with a template is said in the reader's language, any other stands as Kubernetes writes it. */
export function Rows({ rows }: { readonly rows: readonly Row[] }) {
  const t = useText();
  if (rows.length === 0) return null;
  return (
    <dl className={css.rows}>
      {rows.map((row, i) => {
        return <RowPair key={`${row.name}-${i}`} name={rowName(row.name, t)} value={row.value} />;
      })}
    </dl>
  );
}

function RowPair({ name, value }: Row) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </>
  );
}
