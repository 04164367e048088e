import { type Resource, resourceOf } from '../../../kube/kinds/kinds.ts';
import { queryValue, type HttpRequest } from '../../wires/http.ts';
import type { RequestInfo, Verb } from './types.ts';

const NAMELESS: Readonly<Record<string, Verb>> = {
  GET: 'list',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'deletecollection',
};
const NAMED: Readonly<Record<string, Verb>> = {
  GET: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};
const PLAIN: Readonly<Record<string, Verb>> = {
  GET: 'get',
  POST: 'post',
  PUT: 'put',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Whether a query parameter says true as Go's conversion reads it: anything but 0 and false. */
export function queryFlag(request: HttpRequest, name: string): boolean {
  const pair = request.query.find(([key]) => key === name);
  if (pair === undefined) return false;
  const word = pair[1].toLowerCase();
  return word !== 'false' && word !== '0';
}

/** Where in a split path a group's resources begin, and of which group and version they are. */
function rootOf(
  parts: readonly string[],
): { readonly group: string; readonly version: string; readonly at: number } | undefined {
  if (parts[1] === 'api' && parts.length > 3) return { group: '', version: parts[2] ?? '', at: 3 };
  if (parts[1] === 'apis' && parts.length > 4)
    return { group: parts[2] ?? '', version: parts[3] ?? '', at: 4 };
  return undefined;
}

/** Reads path and method. Models apiserver RequestInfoFactory.NewRequestInfo; an unknown resource gives `resource: null` like any other path. */
export function routeOf(request: HttpRequest): RequestInfo {
  const { path, method } = request;
  const plain: RequestInfo = {
    resource: null,
    verb: PLAIN[method] ?? 'get',
    namespace: '',
    name: '',
    subresource: '',
    path,
  };
  const parts = path.split('/');
  const root = rootOf(parts);
  if (root === undefined) return plain;
  let { at } = root;
  // The old form of a watch: /api/v1/watch/namespaces/…
  const isWatch = parts[at] === 'watch' && parts.length > at + 1 && method === 'GET';
  if (isWatch) at += 1;
  const namespace = namespaceAt(parts, at);
  if (namespace !== '') at += 2;
  const [plural = '', name = '', ...rest] = parts.slice(at);
  const resource = resourceOf(root.group, root.version, plural);
  const subresource = rest.join('/');
  if (resource === undefined || !isPossible(resource, namespace, name, subresource)) return plain;
  // The namespace of a Namespace is itself: that is what roles in it are asked about.
  const scope = resource.plural === 'namespaces' && resource.group === '' ? name : namespace;
  return {
    resource,
    verb: isWatch ? 'watch' : verbOf(request, name),
    namespace: scope,
    name,
    subresource,
    path,
  };
}

/** The namespace in a path; `namespaces/NAME` alone, or with a subresource of its own, is about the Namespace itself. */
function namespaceAt(parts: readonly string[], at: number): string {
  return parts[at] === 'namespaces' && parts.length > at + 2 && !isNamespacePart(parts[at + 2])
    ? (parts[at + 1] ?? '')
    : '';
}

function isPossible(resource: Resource, namespace: string, name: string, subresource: string): boolean {
  if (name === '' && subresource !== '') return false;
  return resource.namespaced ? name === '' || namespace !== '' : namespace === '';
}

function isNamespacePart(word: string | undefined): boolean {
  return word === 'status' || word === 'finalize';
}

function verbOf(request: HttpRequest, name: string): Verb {
  if (name !== '') return NAMED[request.method] ?? 'get';
  const verb = NAMELESS[request.method] ?? 'list';
  return verb === 'list' && queryFlag(request, 'watch') ? 'watch' : verb;
}

/** A query parameter as a non-negative integer, or undefined when it is absent or no number. */
export function queryNumber(request: HttpRequest, name: string): number | undefined {
  const text = queryValue(request, name);
  const value = Number(text);
  return text !== '' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
