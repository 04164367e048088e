/** Parts that several descriptions share. Each returns lines with tabs between cells. */
import { ageOf } from '../duration.ts';
import { eventView } from '../printers/events.ts';
import type { Labels } from '../labels.ts';
import type { Toleration } from '../types/pod.ts';
import { parseTimeUs } from '../time.ts';
import type { KubeObject } from '../value.ts';
import { alignTabs } from './tabwriter.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const LINE_MAX = 140;

const sortedKeys = (map: object | undefined) => Object.keys(map ?? {}).sort();

/** `Title:\ta=1` and one line for each further label. */
export function labelLines(title: string, labels: Labels | undefined): string {
  const keys = sortedKeys(labels);
  if (keys.length === 0) return `${title}:\t<none>\n`;
  return keys.map((key, i) => `${i === 0 ? `${title}:` : ''}\t${key}=${labels?.[key]}\n`).join('');
}

function shorten(text: string): string {
  return text.length > LINE_MAX - 2 ? `${text.slice(0, LINE_MAX - 5)}...` : text;
}

export function annotationLines(title: string, annotations: Labels | undefined): string {
  const keys = sortedKeys(annotations).filter((key) => key !== LAST_APPLIED);
  if (keys.length === 0) return `${title}:\t<none>\n`;
  return keys
    .map((key, i) => {
      const raw = annotations?.[key] ?? '';
      const value = raw.endsWith('\n') ? raw.slice(0, -1) : raw;
      const lead = i === 0 ? `${title}:\t` : '\t';
      if (value.length + key.length + 2 <= LINE_MAX && !value.includes('\n'))
        return `${lead}${key}: ${value}\n`;
      return `${lead}${key}:\n${value
        .split('\n')
        .map((line) => `\t  ${shorten(line)}\n`)
        .join('')}`;
    })
    .join('');
}

function tolerationText(t: Toleration): string {
  const value = t.value ? `=${t.value}` : '';
  const effect = t.effect ? `:${t.effect}` : '';
  const exists = t.operator === 'Exists' && !t.value ? `${t.key || t.effect ? ' ' : ''}op=Exists` : '';
  const seconds =
    t.tolerationSeconds === undefined || t.tolerationSeconds === null ? '' : ` for ${t.tolerationSeconds}s`;
  return `${t.key ?? ''}${value}${effect}${exists}${seconds}`;
}

export function tolerationLines(title: string, tolerations: readonly Toleration[] | undefined): string {
  const sorted = [...(tolerations ?? [])].sort((a, b) =>
    (a.key ?? '') < (b.key ?? '') ? -1 : (a.key ?? '') > (b.key ?? '') ? 1 : 0,
  );
  if (sorted.length === 0) return `${title}:\t<none>\n`;
  return sorted.map((t, i) => `${i === 0 ? `${title}:` : ''}\t${tolerationText(t)}\n`).join('');
}

/** Models k8s.io/kubectl event.SortableEvents: by lastTimestamp alone; Events of the newer API have none and come first. */
const timeOf = (event: KubeObject) => parseTimeUs(String(event.lastTimestamp ?? '')) ?? 0;

/** The Events table at the end of a description; aligned on its own, oldest first. */
export function eventsText(events: readonly KubeObject[], nowUs: number): string {
  if (events.length === 0) return 'Events:\t<none>\n';
  const sorted = [...events].sort((a, b) => timeOf(a) - timeOf(b));
  const rows = sorted.map((event) => {
    const view = eventView(event);
    const first = ageOf(view.firstSeen, nowUs);
    const age = view.count > 1 ? `${ageOf(view.lastSeen, nowUs)} (x${view.count} over ${first})` : first;
    const prefix = view.object.fieldPath ? `${view.object.fieldPath}: ` : '';
    return `  ${view.type}\t${view.reason}\t${age}\t${view.component}\t${prefix}${view.message.trim()}\n`;
  });
  return `Events:\n  Type\tReason\tAge\tFrom\tMessage\n  ----\t------\t----\t----\t-------\n${rows.join('')}`;
}

/** A description as it is printed: the body and the Events are aligned apart, except where there are no Events. */
export function described(body: string, events: readonly KubeObject[] | undefined, nowUs: number): string {
  if (events === undefined) return alignTabs(body);
  const tail = eventsText(events, nowUs);
  return events.length === 0 ? alignTabs(body + tail) : alignTabs(body) + alignTabs(tail);
}
