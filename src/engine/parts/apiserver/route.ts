import { resourceOf } from '../../../kube/kinds/kinds.ts';
import { queryValue, type HttpRequest } from '../../wires/http.ts';
import type { RequestInfo, Verb } from './types.ts';

const NAMELESS: Readonly<Record<string, Verb>> = { GET: 'list', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'deletecollection' };
const NAMED: Readonly<Record<string, Verb>> = { GET: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };
const PLAIN: Readonly<Record<string, Verb>> = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' };

/** Whether a query parameter says true as Go's conversion reads it: anything but 0 and false. */
export function queryFlag(request: HttpRequest, name: string): boolean {
  const pair = request.query.find(([key]) => key === name);
  if (pair === undefined) return false;
  const word = pair[1].toLowerCase();
  return word !== 'false' && word !== '0';
}

/** Reads path and method. Models apiserver RequestInfoFactory.NewRequestInfo; an unknown resource gives `resource: null` like any other path. */
export function routeOf(request: HttpRequest): RequestInfo {
  const { path, method } = request;
  const plain: RequestInfo = { resource: null, verb: PLAIN[method] ?? 'get', namespace: '', name: '', subresource: '', path };
  const parts = path.split('/');
  let at: number;
  let group: string;
  if (parts[1] === 'api') {
    group = '';
    at = 2;
  } else if (parts[1] === 'apis') {
    group = parts[2] ?? '';
    at = 3;
  } else return plain;
  const version = parts[at];
  if (version === undefined || parts.length <= at + 1) return plain;
  at += 1;
  // The old form of a watch: /api/v1/watch/namespaces/…
  const isWatch = parts[at] === 'watch' && parts.length > at + 1;
  if (isWatch) at += 1;
  let namespace = '';
  if (parts[at] === 'namespaces' && parts.length > at + 2 && !isNamespacePart(parts[at + 2])) {
    namespace = parts[at + 1] ?? '';
    at += 2;
  }
  const resource = resourceOf(group, version, parts[at] ?? '');
  const name = parts[at + 1] ?? '';
  const subresource = parts.slice(at + 2).join('/');
  if (resource === undefined || (name === '' && subresource !== '') || (namespace !== '' && !resource.namespaced)) return plain;
  if (name !== '' && resource.namespaced && namespace === '') return plain;
  // The namespace of a Namespace is itself: that is what roles in it are asked about.
  const scope = resource.plural === 'namespaces' && resource.group === '' ? name : namespace;
  return { resource, verb: isWatch && request.method === 'GET' ? 'watch' : verbOf(request, name), namespace: scope, name, subresource, path };
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
