/** Lists from the watch cache, whole or in pages. Models registry Store.List and storage/continue.go. */
import { prefixEnd } from '../../../base/sorted-map.ts';
import { badRequest, type Status } from '../../../kube/status.ts';
import type { KubeObject, ListMeta } from '../../../kube/value.ts';
import type { Context } from '../../kernel/part.ts';
import { queryValue } from '../../wires/http.ts';
import { listOf } from './answer.ts';
import { queryNumber } from './route.ts';
import { type Selection, selectionOf } from './selection.ts';
import { formOf, renderList } from './tables.ts';
import type { Cache, Call } from './types.ts';
import { selects } from './watch-filter.ts';

interface Page {
  readonly items: readonly KubeObject[];
  readonly next: string;
  readonly remaining: number;
}

/** Objects of a cache in the order of their keys, after `after`, at most `limit` that are selected. */
function pageOf(cache: Cache, selection: Selection, after: string, limit: number): Page {
  const start = selection.namespace === '' ? '' : `${selection.namespace}/`;
  const end = start === '' ? undefined : prefixEnd(start);
  const items: KubeObject[] = [];
  let last = '';
  let remaining = 0;
  for (const [key, object] of cache.objects.range(after === '' ? start : after, end)) {
    if (key === after || !selects(selection, object)) continue;
    if (items.length < limit) {
      items.push(object);
      last = key;
    } else remaining += 1;
  }
  return { items, next: remaining > 0 ? last : '', remaining };
}

const TOKEN = 'v1:';

/** An opaque token carries the revision and the place where the next page begins. */
function continueToken(revision: number, key: string): string {
  return `${TOKEN}${revision}:${key}`;
}

function parseToken(text: string): { readonly revision: number; readonly after: string } | undefined {
  if (text === '') return { revision: 0, after: '' };
  const colon = text.indexOf(':', TOKEN.length);
  const revision = Number(text.slice(TOKEN.length, colon));
  if (!text.startsWith(TOKEN) || colon < 0 || !Number.isSafeInteger(revision)) return undefined;
  return { revision, after: text.slice(colon + 1) };
}

/** All selected objects: what a watch begins with, and what deletecollection deletes. */
export function selectedIn(cache: Cache, selection: Selection): readonly KubeObject[] {
  return pageOf(cache, selection, '', Number.POSITIVE_INFINITY).items;
}

/** The body of a list, or the refusal of a malformed selector or token. */
export function listBody(call: Call, cache: Cache, context: Context): unknown {
  const selection = selectionOf(call);
  if ('status' in selection) return selection satisfies Status;
  const token = parseToken(queryValue(call.request, 'continue'));
  if (token === undefined) return badRequest('continue key is not valid: invalid continue token');
  const limit = queryNumber(call.request, 'limit') || Number.POSITIVE_INFINITY;
  const page = pageOf(cache, selection, token.after, limit);
  const revision = token.revision || cache.revision;
  const hasSelector = selection.labels.requirements.length > 0 || selection.fields.length > 0;
  const metadata: ListMeta = {
    resourceVersion: String(revision),
    ...(page.next === '' ? {} : { continue: continueToken(revision, page.next), ...(hasSelector ? {} : { remainingItemCount: page.remaining }) }),
  };
  const form = formOf(call.request.accept);
  return renderList(page.items, selection.resource, form, call.request, metadata, context) ?? listOf(selection.resource, page.items, metadata);
}
