import { type FieldError, invalidValue, unsupportedValue } from '../../../../kube/field-error.ts';
import { badRequest, invalid, type Status } from '../../../../kube/status.ts';
import { isObject, type JsonObject } from '../../../../kube/value.ts';
import { queryValue } from '../../../wires/http.ts';
import type { Call } from '../types.ts';

/** What a delete may say: in its body or, where it has none, in the query. */
export interface DeleteOptions {
  readonly gracePeriodSeconds: number | undefined;
  readonly policy: string;
  readonly preconditions: JsonObject;
}

const POLICIES = ['Foreground', 'Background', 'Orphan', 'nil'];

function bodyRefusal(body: unknown): Status | undefined {
  if (typeof body === 'string' && body !== '')
    return badRequest("couldn't get version/kind; json parse error: unexpected end of JSON input");
  if (!isObject(body)) return undefined;
  const { kind, apiVersion } = body;
  if (kind === undefined || kind === 'DeleteOptions') return undefined;
  return badRequest(
    `no kind "${String(kind)}" is registered for version "${String(apiVersion ?? '')}" in scheme "pkg/runtime/scheme.go:111"`,
  );
}

function policyOf(call: Call, given: JsonObject): string {
  return String(given['propagationPolicy'] ?? queryValue(call.request, 'propagationPolicy'));
}

function optionErrors(call: Call, given: JsonObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  const policy = policyOf(call, given);
  if (policy !== '' && given['orphanDependents'] !== undefined)
    errors.push(
      invalidValue(
        'propagationPolicy',
        policy,
        'orphanDependents and deletionPropagation cannot be both set',
      ),
    );
  else if (policy !== '' && !POLICIES.includes(policy))
    errors.push(unsupportedValue('propagationPolicy', policy, POLICIES));
  const inBody = Array.isArray(given['dryRun']) ? (given['dryRun'] as string[]) : [];
  const dryRun = [
    ...call.request.query.filter(([key]) => key === 'dryRun').map(([, value]) => value),
    ...inBody,
  ];
  if (dryRun.some((value) => value !== 'All')) errors.push(unsupportedValue('dryRun', dryRun, ['All']));
  return errors;
}

/** Reads the options, or refuses them. Models handlers/delete.go and meta/v1 ValidateDeleteOptions. */
export function deleteOptionsOf(call: Call): DeleteOptions | Status {
  const { body } = call.request;
  const refusal = bodyRefusal(body);
  if (refusal !== undefined) return refusal;
  const given: JsonObject = isObject(body) ? body : {};
  const text = queryValue(call.request, 'gracePeriodSeconds');
  if (text !== '' && !Number.isSafeInteger(Number(text)))
    return badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  const errors = optionErrors(call, given);
  if (errors.length > 0) return invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
  const grace = given['gracePeriodSeconds'];
  const policy = policyOf(call, given);
  return {
    gracePeriodSeconds: typeof grace === 'number' ? grace : text === '' ? undefined : Number(text),
    policy: policy === '' && given['orphanDependents'] === true ? 'Orphan' : policy,
    preconditions: isObject(given['preconditions']) ? given['preconditions'] : {},
  };
}

/** The refusal of options that say what they should not; deletecollection asks before it touches anything. */
export function deleteOptionsRefusal(call: Call): Status | undefined {
  const options = deleteOptionsOf(call);
  return 'kind' in options ? options : undefined;
}
