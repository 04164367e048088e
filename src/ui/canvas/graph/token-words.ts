import type { HopEvent } from '../../../protocol/trace.ts';
import { groupWord } from '../../session/hop-words.ts';
import type { Depth } from './model.ts';

/** One word, two at most: a thing in a Story, a verb in Components, a verb and a number in Wire. */
function wordOf(hop: HopEvent, depth: Depth): string {
  if (depth === 'wire') return `${hop.verb} ${hop.exchange > 0 ? hop.exchange : hop.id}`;
  if (depth === 'story') return storyWord(hop);
  return groupWord(hop);
}

/** What a token may say, the fullest first; a short lane takes the first that it has room for. */
export function wordsOf(hop: HopEvent, depth: Depth): readonly string[] {
  return [...new Set([wordOf(hop, depth), ...(depth === 'wire' ? [hop.verb] : []), groupWord(hop)])];
}

const STORY_LETTERS_MAX = 9;

/** "Pod web", or as much of the name as the corridor before the machines has room for. */
function storyWord(hop: HopEvent): string {
  const [resource, ...names] = hop.subject.split('/');
  const name = names.at(-1);
  if (!resource || !name) return groupWord(hop);
  const both = `${kindWord(resource)} ${name}`;
  if (both.length <= STORY_LETTERS_MAX) return both;
  return name.length <= STORY_LETTERS_MAX ? name : `${name.slice(0, STORY_LETTERS_MAX - 1)}…`;
}

/** `pods` → `Pod`, `deployments.apps` → `Deployment`, as a reader says it. */
function kindWord(resource: string): string {
  const plural = resource.split('.')[0] ?? resource;
  const known = KIND_WORDS.get(plural);
  if (known) return known;
  const single = plural.endsWith('s') ? plural.slice(0, -1) : plural;
  return single.charAt(0).toUpperCase() + single.slice(1);
}

const KIND_WORDS: ReadonlyMap<string, string> = new Map([
  ['replicasets', 'ReplicaSet'],
  ['endpointslices', 'EndpointSlice'],
  ['daemonsets', 'DaemonSet'],
  ['statefulsets', 'StatefulSet'],
  ['cronjobs', 'CronJob'],
  ['configmaps', 'ConfigMap'],
  ['serviceaccounts', 'ServiceAccount'],
  ['endpoints', 'Endpoints'],
]);
