/** Lists from the watch cache, whole or in pages. Models registry Store.List and storage/continue.go. */
import { prefixEnd } from '../../../base/sorted-map.ts';
import type { Status } from '../../../kube/status.ts';
import type { KubeObject, ListMeta } from '../../../kube/value.ts';
import type { Context } from '../../kernel/part.ts';
import type { EtcdKv } from '../../wires/etcd.ts';
import { queryValue } from '../../wires/http.ts';
import { listOf } from './answer.ts';
import { type ContinueToken, continueToken, parseToken } from './list-options.ts';
import { queryNumber } from './route.ts';
import { decodeKv } from './stored.ts';
import { type Selection, selectionOf } from './selection.ts';
import { formOf, renderList } from './tables.ts';
import type { Cache, Call } from './types.ts';
import { selects } from './watch-filter.ts';

interface Page {
  readonly items: readonly KubeObject[];
  readonly next: string;
  readonly remaining: number;
}

/** What there is to list: objects in the order of their keys, as of a revision. */
interface Source {
  readonly entries: readonly (readonly [string, KubeObject])[];
  readonly revision: number;
}

/** The entries of a cache that a namespace and a token leave to look at. */
function cachedEntries(
  cache: Cache,
  namespace: string,
  after: string,
): readonly (readonly [string, KubeObject])[] {
  const start = namespace === '' ? '' : `${namespace}/`;
  const end = start === '' ? undefined : prefixEnd(start);
  return cache.objects.range(after === '' ? start : after, end);
}

function pageOf(source: Source, selection: Selection, after: string, limit: number): Page {
  const items: KubeObject[] = [];
  let last = '';
  let remaining = 0;
  for (const [key, object] of source.entries) {
    if (key <= after || !selects(selection, object)) continue;
    if (items.length < limit) {
      items.push(object);
      last = key;
    } else remaining += 1;
  }
  return { items, next: remaining > 0 ? last : '', remaining };
}

/** All selected objects: what a watch begins with, and what deletecollection deletes. */
export function selectedIn(cache: Cache, selection: Selection): readonly KubeObject[] {
  return pageOf(
    { entries: cachedEntries(cache, selection.namespace, ''), revision: cache.revision },
    selection,
    '',
    Number.POSITIVE_INFINITY,
  ).items;
}

/** The body of a list from the watch cache, or the refusal of a malformed selector. */
export function listBody(call: Call, cache: Cache, context: Context): unknown {
  const selection = selectionOf(call);
  if ('status' in selection) return selection satisfies Status;
  return bodyOf(
    call,
    selection,
    { entries: cachedEntries(cache, selection.namespace, ''), revision: cache.revision },
    context,
  );
}

/** The body of a list from what etcd held at a revision. */
export function exactListBody(
  call: Call,
  kvs: readonly EtcdKv[],
  revision: number,
  context: Context,
): unknown {
  const selection = selectionOf(call);
  if ('status' in selection) return selection satisfies Status;
  const root = `/registry/${selection.resource.etcdPrefix}/`.length;
  return bodyOf(
    call,
    selection,
    { entries: kvs.map((kv) => [kv.key.slice(root), decodeKv(kv)] as const), revision },
    context,
  );
}

function bodyOf(call: Call, selection: Selection, source: Source, context: Context): unknown {
  const text = queryValue(call.request, 'continue');
  const after = text === '' ? '' : (parseToken(text) as ContinueToken).after;
  // A list of any age comes whole from the cache, whatever limit was asked for.
  const isAny = call.plan.kind === 'list' && call.plan.revision === 'any';
  const limit = (isAny ? 0 : queryNumber(call.request, 'limit')) || Number.POSITIVE_INFINITY;
  const page = pageOf(source, selection, after, limit);
  const hasSelector = selection.labels.requirements.length > 0 || selection.fields.length > 0;
  const more =
    page.next === ''
      ? {}
      : {
          continue: continueToken(source.revision, page.next),
          ...(hasSelector ? {} : { remainingItemCount: page.remaining }),
        };
  const metadata: ListMeta = { resourceVersion: String(source.revision), ...more };
  const form = formOf(call.request.accept);
  return (
    renderList(page.items, selection.resource, form, call.request, metadata, context) ??
    listOf(selection.resource, page.items, metadata)
  );
}
