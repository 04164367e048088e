import type { HopEvent } from '../../../protocol/trace.ts';
import { formatClock } from '../../kit/template.ts';
import { Step } from './chain-view.tsx';
import css from './inspector.module.css';
import { Section } from './section.tsx';

interface MessageListProps {
  readonly title: string;
  readonly hops: readonly HopEvent[];
  /** What stands there when there is none. */
  readonly none: string;
}

/** Messages under a title, each a way to that message. */
export function MessageList({ title, hops, none }: MessageListProps) {
  return (
    <Section title={title}>
      {hops.length === 0 && <p className={css.note}>{none}</p>}
      <ol className={css.steps}>
        {hops.map((hop) => (
          <li key={hop.id}>
            <Step event={hop} time={formatClock(hop.atUs)} />
          </li>
        ))}
      </ol>
    </Section>
  );
}
