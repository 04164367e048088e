/** HTTP between clients, kube-apiserver and kubelets. Bodies are immutable plain data, not bytes; a request's `id` is unique within its client. */
export interface HttpRequest {
  readonly kind: 'request';
  readonly id: number;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path without the query, percent-decoded: `/api/v1/namespaces/default/pods`. */
  readonly path: string;
  /** Query parameters in the order of the URI. */
  readonly query: readonly (readonly [string, string])[];
  readonly contentType: string;
  readonly accept: string;
  readonly userAgent: string;
  /** Who asks, as its client certificate or token says; empty = anonymous. Authentication looks it up. */
  readonly credential: string;
  /** `Kubectl-Command` header, empty for others. */
  readonly kubectlCommand: string;
  readonly body: unknown;
}

export interface HttpResponse {
  readonly kind: 'response';
  readonly id: number;
  readonly code: number;
  readonly contentType: string;
  /** `Warning` headers. */
  readonly warnings: readonly string[];
  readonly body: unknown;
}

/** One message of an open stream: a watch event, a chunk of a log. */
export interface HttpStreamEvent {
  readonly kind: 'stream';
  readonly id: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR' | 'CHUNK';
  readonly object: unknown;
}

/** The server ended the stream in good order. */
export interface HttpStreamEnd {
  readonly kind: 'end';
  readonly id: number;
}

/** The client closed the request `id` (a watch it no longer wants, a time-out of its own). */
export interface HttpCancel {
  readonly kind: 'cancel';
  readonly id: number;
}

export type HttpMessage = HttpRequest | HttpResponse | HttpStreamEvent | HttpStreamEnd | HttpCancel;

/** First value of a query parameter, or empty. */
export function queryValue(request: HttpRequest, name: string): string {
  return request.query.find(([key]) => key === name)?.[1] ?? '';
}

function encodeQuery(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+');
}

/** Path and query as they stand in an access log. */
export function uriOf(request: Pick<HttpRequest, 'path' | 'query'>): string {
  if (request.query.length === 0) return request.path;
  return `${request.path}?${request.query.map(([k, v]) => `${encodeQuery(k)}=${encodeQuery(v)}`).join('&')}`;
}
