import type { Resource } from '../../../kube/kinds/kinds.ts';
import { type IncludeObject, tableOf } from '../../../kube/printers/printers.ts';
import type { KubeObject, ListMeta } from '../../../kube/value.ts';
import type { Context } from '../../kernel/part.ts';
import { queryValue, type HttpRequest } from '../../wires/http.ts';

/** The form an answer takes: the object as it is, a Table for people, or its metadata only. */
export type Form = 'object' | 'table' | 'metadata';

/** Reads the first form of an Accept header that the server knows. Models apiserver endpoints/handlers/negotiation. */
export function formOf(accept: string): Form {
  const as = accept.indexOf('as=');
  if (as < 0) return 'object';
  const plain = accept.indexOf('application/json,');
  if (plain >= 0 && plain < as && accept.lastIndexOf(';', as) < plain) return 'object';
  if (accept.startsWith('Table', as + 3)) return 'table';
  return accept.startsWith('PartialObjectMetadata', as + 3) ? 'metadata' : 'object';
}

function includeOf(request: HttpRequest): IncludeObject {
  const word = queryValue(request, 'includeObject');
  return word === 'Object' || word === 'None' ? word : 'Metadata';
}

/** Unix microseconds of the instant. */
export function unixUs(context: Pick<Context, 'nowUs' | 'epochSeconds'>): number {
  return context.epochSeconds * 1_000_000 + context.nowUs;
}

const partial = (object: KubeObject) => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: object.metadata,
});

/** One object in the form that was asked for. `withColumns` false: later events of a watch leave the columns out. */
export function renderObject(
  object: KubeObject,
  resource: Resource,
  form: Form,
  request: HttpRequest,
  context: Context,
  withColumns = true,
): unknown {
  if (form === 'object') return object;
  if (form === 'metadata') return partial(object);
  const metadata: ListMeta = { resourceVersion: object.metadata.resourceVersion };
  const table = tableOf(resource.group, resource.kind, [object], unixUs(context), {
    include: includeOf(request),
    metadata,
  });
  return withColumns ? table : { ...table, columnDefinitions: null };
}

/** A list in the form that was asked for; undefined for plain objects, which the caller lists itself. */
export function renderList(
  objects: readonly KubeObject[],
  resource: Resource,
  form: Form,
  request: HttpRequest,
  metadata: ListMeta,
  context: Context,
): unknown {
  if (form === 'object') return undefined;
  if (form === 'table')
    return tableOf(resource.group, resource.kind, objects, unixUs(context), {
      include: includeOf(request),
      metadata,
    });
  return {
    kind: 'PartialObjectMetadataList',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    items: objects.length === 0 ? null : objects.map(partial),
  };
}
