import type { TraceEvent } from '../../protocol/trace.ts';

function seconds(atUs: number): string {
  return `+${Math.floor(atUs / 1_000_000)}.${String(atUs % 1_000_000).padStart(6, '0')}s`;
}

/** One line of a run's log: when, who, what, and the event it came from. */
export function eventLine(event: TraceEvent): string {
  const cause = event.cause === 0 ? '' : `  ← cause ${event.cause}`;
  return `${seconds(event.atUs)}  ${wordsOf(event)}${cause}`;
}

function wordsOf(event: TraceEvent): string {
  switch (event.kind) {
    case 'hop':
      return `${event.from}  → ${event.to}  ${event.verb} ${event.label}`;
    case 'phase':
      return `${event.part}  ◇ ${event.chart}${event.subject ? ` ${event.subject}` : ''}: ${event.from || '·'} → ${event.to}`;
    case 'object':
      return `${event.part}  ● ${event.verb} ${event.key} @${event.resourceVersion} by ${event.manager}`;
    case 'log':
      return `${event.part}  ${event.stream === 'stderr' ? '!' : '|'} ${event.source}  ${event.text}`;
    case 'note':
      return `${event.part || 'world'}  · ${event.code} ${JSON.stringify(event.params)}`;
  }
}
