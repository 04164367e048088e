import { type FieldError, forbiddenValue, unsupportedValue } from '../../../kube/field-error.ts';
import { badRequest, invalid, type Status } from '../../../kube/status.ts';
import { queryValue } from '../../wires/http.ts';
import { queryFlag } from './route.ts';
import type { Call, ListRevision } from './types.ts';

const TOKEN = 'v1:';
const INVALID_TOKEN = 'invalid continue token: continue key is not valid: ';

/** Where the next page of a list begins, and the revision all its pages show. */
export interface ContinueToken {
  readonly revision: number;
  readonly after: string;
}

/** An opaque token for the client to bring back. */
export function continueToken(revision: number, key: string): string {
  return `${TOKEN}${revision}:${key}`;
}

export function parseToken(text: string): ContinueToken | Status {
  if (!text.startsWith(TOKEN))
    return badRequest(`${INVALID_TOKEN}server does not recognize this encoded version`);
  const colon = text.indexOf(':', TOKEN.length);
  const revision = Number(text.slice(TOKEN.length, colon));
  return colon < 0 || !Number.isSafeInteger(revision)
    ? badRequest(`${INVALID_TOKEN}server does not recognize this encoded version`)
    : { revision, after: text.slice(colon + 1) };
}

const MATCHES = ['Exact', 'NotOlderThan', ''];

/** What is wrong with the options together. Models meta/internalversion/validation ValidateListOptions. */
function optionErrors(call: Call): readonly FieldError[] {
  const errors: FieldError[] = [];
  const match = queryValue(call.request, 'resourceVersionMatch');
  const revision = queryValue(call.request, 'resourceVersion');
  const initial = call.request.query.some(([key]) => key === 'sendInitialEvents');
  const watches = call.info.verb === 'watch';
  if (watches) return initial || match !== '' ? watchErrors(call, match) : [];
  if (match !== '') {
    if (revision === '')
      errors.push(
        forbiddenValue(
          'resourceVersionMatch',
          'resourceVersionMatch is forbidden unless resourceVersion is provided',
        ),
      );
    if (queryValue(call.request, 'continue') !== '')
      errors.push(
        forbiddenValue('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided'),
      );
    if (!MATCHES.includes(match)) errors.push(unsupportedValue('resourceVersionMatch', match, MATCHES));
    if (match === 'Exact' && revision === '0')
      errors.push(
        forbiddenValue(
          'resourceVersionMatch',
          'resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
        ),
      );
  }
  if (initial) errors.push(forbiddenValue('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  return errors;
}

function watchErrors(call: Call, match: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const initial = call.request.query.some(([key]) => key === 'sendInitialEvents');
  if (!initial)
    return [
      forbiddenValue(
        'resourceVersionMatch',
        'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
      ),
    ];
  if (match !== 'NotOlderThan') {
    const why = 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan';
    errors.push(
      match === ''
        ? forbiddenValue('resourceVersionMatch', why)
        : unsupportedValue('resourceVersionMatch', match, ['NotOlderThan']),
    );
  }
  if (queryFlag(call.request, 'sendInitialEvents') && !queryFlag(call.request, 'allowWatchBookmarks'))
    errors.push(
      forbiddenValue('allowWatchBookmarks', 'sendInitialEvents requires setting allowWatchBookmarks to true'),
    );
  return errors;
}

/** The refusal of list and watch options, if any. */
export function listOptionsRefusal(call: Call): Status | undefined {
  if (call.request.query.length === 0) return undefined;
  const limit = queryValue(call.request, 'limit');
  if (limit !== '' && !Number.isSafeInteger(Number(limit)))
    return badRequest(`strconv.ParseInt: parsing "${limit}": invalid syntax`);
  const seconds = queryValue(call.request, 'timeoutSeconds');
  if (seconds !== '' && !Number.isSafeInteger(Number(seconds)))
    return badRequest(`strconv.ParseInt: parsing "${seconds}": invalid syntax`);
  const errors = optionErrors(call);
  if (errors.length > 0) return invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
  const token = queryValue(call.request, 'continue');
  const revision = queryValue(call.request, 'resourceVersion');
  if (token !== '' && revision !== '' && revision !== '0')
    return badRequest('specifying resource version is not allowed when using continue');
  if (call.info.verb === 'list' && revision !== '' && !isRevision(revision))
    return badRequest(
      `invalid resource version: resourceVersion: Invalid value: "${revision}": strconv.ParseUint: parsing "${revision}": invalid syntax`,
    );
  if (token === '') return undefined;
  const parsed = parseToken(token);
  return 'kind' in parsed ? parsed : undefined;
}

function isRevision(text: string): boolean {
  const value = Number(text);
  return Number.isSafeInteger(value) && value >= 0;
}

/** How old the answer may be, by resourceVersion, its match and the token of an earlier page. */
export function listRevision(call: Call): ListRevision {
  const token = queryValue(call.request, 'continue');
  if (token !== '') return { exactly: (parseToken(token) as ContinueToken).revision };
  const text = queryValue(call.request, 'resourceVersion');
  if (queryValue(call.request, 'resourceVersionMatch') === 'Exact') return { exactly: Number(text) };
  return text === '' ? 'latest' : text === '0' ? 'any' : Number(text);
}
