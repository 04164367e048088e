import { matchesLabels, parseSelector } from '../../../kube/labels.ts';
import type { PodView } from './pod-view.ts';

/** True for a stored Pod that is to be shown. */
export type PodFilter = (view: PodView, object: unknown) => boolean;

interface PodLike {
  readonly metadata?: { readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
}

const EVERYTHING: PodFilter = () => true;

/**
 * Reads a filter: words that all have to be true. `status:pending` looks at the printed STATUS and at the state it belongs to,
 * `ns:shop` at the namespace, `owner:web` (or `kind:replicaset`) at what made it, `app=web` and `tier!=db` are label selectors as kubectl
 * knows them, and anything else is a part of the name.
 */
export function podFilter(text: string): PodFilter {
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return EVERYTHING;
  const tests = words.map(testOf);
  return (view, object) => tests.every((test) => test(view, object));
}

function testOf(word: string): PodFilter {
  const colon = word.indexOf(':');
  const field = word.slice(0, Math.max(0, colon)).toLowerCase();
  const wanted = word.slice(colon + 1).toLowerCase();
  if (field === 'status') return ({ word: said, status }) => begins(said, wanted) || begins(status, wanted);
  if (field === 'ns' || field === 'namespace') return (_, object) => (namespaceOf(object) ?? '') === wanted;
  if (field === 'owner' || field === 'kind') return ({ owner }) => owner.toLowerCase().includes(wanted);
  if (word.includes('=')) {
    const selector = parseSelector(word);
    if (typeof selector !== 'string')
      return (_, object) => matchesLabels(selector, (object as PodLike).metadata?.labels);
  }
  const part = word.toLowerCase();
  return ({ name }) => name.toLowerCase().includes(part);
}

const begins = (said: string, wanted: string): boolean => said.toLowerCase().startsWith(wanted);

const namespaceOf = (object: unknown): string | undefined => (object as PodLike).metadata?.namespace;
