/** Models apimachinery api/validation objectmeta.go, and core's check of finalizers. */
import { forbiddenValue, invalidValue, requiredValue, type FieldError } from '../field-error.ts';
import { qualifiedNameErrors, labelValueErrors } from '../names.ts';
import { jsonEqual, parseApiVersion, type ObjectMeta, type OwnerReference } from '../value.ts';

export type NameErrors = (name: string) => readonly string[];

const ANNOTATIONS_BYTES_MAX = 256 * 1024;
const STANDARD_FINALIZERS = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** Labels of an object or a selector: each key and each value. */
export function validateLabels(
  labels: Readonly<Record<string, string>> | undefined,
  field: string,
  out: FieldError[],
): void {
  for (const key in labels) {
    for (const error of qualifiedNameErrors(key)) out.push(invalidValue(field, key, error));
    for (const error of labelValueErrors(labels[key] as string))
      out.push(invalidValue(field, labels[key], error));
  }
}

export function validateAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  field: string,
  out: FieldError[],
): void {
  let size = 0;
  for (const key in annotations) {
    for (const error of qualifiedNameErrors(key.toLowerCase())) out.push(invalidValue(field, key, error));
    size += key.length + (annotations[key] as string).length;
  }
  if (size > ANNOTATIONS_BYTES_MAX)
    out.push({
      reason: 'FieldValueTooLong',
      message: `Too long: may not be more than ${ANNOTATIONS_BYTES_MAX} bytes`,
      field,
    });
}

function validateOwner(owner: OwnerReference, field: string, out: FieldError[]): void {
  const { group, version } = parseApiVersion(owner.apiVersion ?? '');
  if (version === '')
    out.push(invalidValue(`${field}.apiVersion`, owner.apiVersion ?? '', 'version must not be empty'));
  for (const key of ['kind', 'name', 'uid'] as const)
    if (!owner[key]) out.push(invalidValue(`${field}.${key}`, owner[key] ?? '', 'must not be empty'));
  if (owner.kind === 'Event' && version === 'v1' && (group === '' || group === 'events.k8s.io'))
    out.push(invalidValue(field, owner, `${group}/${version}, Kind=Event is disallowed from being an owner`));
}

function validateOwners(
  owners: readonly OwnerReference[] | undefined,
  field: string,
  out: FieldError[],
): void {
  let controller: OwnerReference | undefined;
  for (const owner of owners ?? []) {
    validateOwner(owner, field, out);
    if (owner.controller !== true) continue;
    if (controller !== undefined)
      out.push(
        invalidValue(
          field,
          owners,
          `Only one reference can have Controller set to true. Found "true" in references for ${controller.name} and ${owner.name}`,
        ),
      );
    controller = owner;
  }
}

function validateFinalizers(
  finalizers: readonly string[] | undefined,
  field: string,
  out: FieldError[],
): void {
  (finalizers ?? []).forEach((finalizer, i) => {
    for (const error of qualifiedNameErrors(finalizer))
      out.push(invalidValue(`${field}[${i}]`, finalizer, error));
    if (!finalizer.includes('/') && !STANDARD_FINALIZERS.has(finalizer))
      out.push(
        invalidValue(
          `${field}[${i}]`,
          finalizer,
          'name is neither a standard finalizer name nor is it fully qualified',
        ),
      );
  });
}

/** A prefix for generated names may end in a dash. */
function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}

/** The metadata of a new object. */
export function validateObjectMeta(
  meta: ObjectMeta,
  namespaced: boolean,
  nameErrors: NameErrors,
  field: string,
  out: FieldError[],
): void {
  if (meta.generateName)
    for (const error of nameErrors(maskTrailingDash(meta.generateName)))
      out.push(invalidValue(`${field}.generateName`, meta.generateName, error));
  if (!meta.name) out.push(requiredValue(`${field}.name`, 'name or generateName is required'));
  else for (const error of nameErrors(meta.name)) out.push(invalidValue(`${field}.name`, meta.name, error));
  if (namespaced && !meta.namespace) out.push(requiredValue(`${field}.namespace`));
  else if (!namespaced && meta.namespace)
    out.push(forbiddenValue(`${field}.namespace`, 'not allowed on this type'));
  if ((meta.generation ?? 0) < 0)
    out.push(invalidValue(`${field}.generation`, meta.generation, 'must be greater than or equal to 0'));
  validateLabels(meta.labels, `${field}.labels`, out);
  validateAnnotations(meta.annotations, `${field}.annotations`, out);
  validateOwners(meta.ownerReferences, `${field}.ownerReferences`, out);
  validateFinalizers(meta.finalizers, `${field}.finalizers`, out);
}

/** A change of creationTimestamp is ignored by the server, so it is not among them. */
const IMMUTABLE = ['name', 'namespace', 'uid', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const;

/** A new list of finalizers when the object is going away: none may be added. */
function validateNoNewFinalizers(next: ObjectMeta, old: ObjectMeta, field: string, out: FieldError[]): void {
  const added = (next.finalizers ?? []).filter((f) => !old.finalizers?.includes(f));
  if (added.length === 0) return;
  const list = added.map((f) => JSON.stringify(f)).join(', ');
  out.push(
    forbiddenValue(
      `${field}.finalizers`,
      `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`,
    ),
  );
}

/** The metadata of an update. Fields that the caller left out of `next` it has taken over from `old` before. */
export function validateObjectMetaUpdate(
  next: ObjectMeta,
  old: ObjectMeta,
  field: string,
  out: FieldError[],
): void {
  if (old.deletionTimestamp) validateNoNewFinalizers(next, old, field, out);
  if (!next.resourceVersion)
    out.push(
      invalidValue(`${field}.resourceVersion`, next.resourceVersion ?? '', 'must be specified for an update'),
    );
  if ((next.generation ?? 0) < (old.generation ?? 0))
    out.push(invalidValue(`${field}.generation`, next.generation ?? 0, 'must not be decremented'));
  for (const key of IMMUTABLE) {
    if (!jsonEqual(next[key] ?? null, old[key] ?? null))
      out.push(invalidValue(`${field}.${key}`, next[key] ?? null, 'field is immutable'));
  }
  validateLabels(next.labels, `${field}.labels`, out);
  validateAnnotations(next.annotations, `${field}.annotations`, out);
  validateOwners(next.ownerReferences, `${field}.ownerReferences`, out);
}
