import { applyDefaults } from '../../../kube/defaults/defaults.ts';
import { type FieldError, requiredValue } from '../../../kube/field-error.ts';
import type { Resource } from '../../../kube/kinds/kinds.ts';
import { schemaOf, schemaOfKind, type Schema, type SchemaType } from '../../../kube/kinds/schema.ts';
import { apiVersionOf, isObject, type JsonObject, type KubeObject } from '../../../kube/value.ts';

/** The object with the defaults of its kind. */
export function defaulted(_resource: Resource, object: KubeObject): KubeObject {
  return applyDefaults(object);
}

/** What strict decoding complains of: fields that the kind does not have. Models sigs.k8s.io/json strict errors. */
export function strictErrors(resource: Resource, object: unknown): readonly string[] {
  const schema = schemaOfKind(apiVersionOf(resource.group, resource.version), resource.kind);
  const errors: string[] = [];
  if (schema !== undefined && isObject(object)) unknownFields(schema, object, '', errors);
  return errors;
}

function unknownFields(schema: Schema, object: JsonObject, path: string, errors: string[]): void {
  for (const key in object) {
    const field = schema.fields.get(key);
    const here = path === '' ? key : `${path}.${key}`;
    if (field !== undefined) unknownIn(field.type, object[key], here, errors);
    else if (path !== '' || (key !== 'apiVersion' && key !== 'kind')) errors.push(`unknown field "${here}"`);
  }
}

function unknownIn(type: SchemaType, value: unknown, path: string, errors: string[]): void {
  if (type.is === 'ref') {
    const schema = schemaOf(type.name);
    // A definition without fields is free-form (RawExtension, JSON).
    if (schema !== undefined && schema.fields.size > 0 && isObject(value)) unknownFields(schema, value, path, errors);
  } else if (type.is === 'list' && Array.isArray(value)) value.forEach((item, i) => unknownIn(type.of, item, `${path}[${i}]`, errors));
  else if (type.is === 'map' && isObject(value)) for (const key in value) unknownIn(type.of, value[key], `${path}.${key}`, errors);
}

/** Complaints about a new object. */
export function createErrors(_resource: Resource, object: KubeObject): readonly FieldError[] {
  if (object.metadata.name) return [];
  return [requiredValue('metadata.name', 'name or generateName is required')];
}

/** Complaints about a changed object. */
export function updateErrors(_resource: Resource, _subresource: string, _object: KubeObject, _old: KubeObject): readonly FieldError[] {
  return [];
}
