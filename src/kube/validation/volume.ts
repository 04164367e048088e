/** Models core validation of volumes. */
import {
  duplicateValue,
  forbiddenValue,
  invalidValue,
  requiredValue,
  type FieldError,
} from '../field-error.ts';
import { dns1123LabelErrors } from '../names.ts';
import type { Volume } from '../types/pod.ts';
import { isObject, type JsonObject } from '../value.ts';
import { validateName, validateOneOf } from './primitives.ts';

const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];
const FILE_MODE = 'must be a number between 0 and 0777 (octal), both inclusive';
const TEN_MINUTES_IN_SECONDS = 600;

function validateMode(mode: unknown, field: string, out: FieldError[]): void {
  if (typeof mode === 'number' && (mode < 0 || mode > 0o777)) out.push(invalidValue(field, mode, FILE_MODE));
}

function validateItems(items: unknown, field: string, out: FieldError[]): void {
  if (!Array.isArray(items)) return;
  items.filter(isObject).forEach((item, i) => {
    if (!item['key']) out.push(requiredValue(`${field}[${i}].key`));
    validateRelativePath(item['path'], `${field}[${i}].path`, out);
    validateMode(item['mode'], `${field}[${i}].mode`, out);
  });
}

function validateRelativePath(path: unknown, field: string, out: FieldError[]): void {
  if (!path) out.push(requiredValue(field));
  else if (typeof path === 'string' && path.startsWith('/'))
    out.push(invalidValue(field, path, 'must be a relative path'));
  else if (typeof path === 'string' && path.split('/').includes('..'))
    out.push(invalidValue(field, path, "must not contain '..'"));
}

function validateToken(token: JsonObject, field: string, out: FieldError[]): void {
  const seconds = token['expirationSeconds'];
  if (typeof seconds === 'number' && seconds < TEN_MINUTES_IN_SECONDS)
    out.push(
      invalidValue(`${field}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes'),
    );
  if (!token['path']) out.push(requiredValue(`${field}.path`));
}

function validateProjected(source: JsonObject, field: string, out: FieldError[]): void {
  validateMode(source['defaultMode'], `${field}.defaultMode`, out);
  const sources = source['sources'];
  if (!Array.isArray(sources)) return;
  sources.filter(isObject).forEach((item, i) => {
    const at = `${field}.sources[${i}]`;
    if (isObject(item['serviceAccountToken']))
      validateToken(item['serviceAccountToken'], `${at}.serviceAccountToken`, out);
    for (const kind of ['configMap', 'secret']) {
      const value = item[kind];
      if (!isObject(value)) continue;
      if (!value['name']) out.push(requiredValue(`${at}.${kind}.name`));
      validateItems(value['items'], `${at}.${kind}.items`, out);
    }
  });
}

function validateSource(kind: string, source: JsonObject, field: string, out: FieldError[]): void {
  switch (kind) {
    case 'hostPath':
      if (!source['path']) out.push(requiredValue(`${field}.path`));
      else if (String(source['path']).split('/').includes('..'))
        out.push(invalidValue(`${field}.path`, source['path'], "must not contain '..'"));
      return validateOneOf(source['type'] as string | undefined, HOST_PATH_TYPES, `${field}.type`, out);
    case 'secret':
      if (!source['secretName']) out.push(requiredValue(`${field}.secretName`));
      break;
    case 'configMap':
      if (!source['name']) out.push(requiredValue(`${field}.name`));
      break;
    case 'persistentVolumeClaim':
      if (!source['claimName']) out.push(requiredValue(`${field}.claimName`));
      return;
    case 'projected':
      return validateProjected(source, field, out);
    default:
      return;
  }
  validateMode(source['defaultMode'], `${field}.defaultMode`, out);
  validateItems(source['items'], `${field}.items`, out);
}

/** Checks the volumes and returns the names by which containers may mount them. */
export function validateVolumes(
  volumes: readonly Volume[] | undefined,
  field: string,
  out: FieldError[],
): ReadonlySet<string> {
  const names = new Set<string>();
  volumes?.forEach((volume, i) => {
    const at = `${field}[${i}]`;
    const errors: FieldError[] = [];
    const kinds = Object.keys(volume).filter((key) => key !== 'name' && isObject(volume[key]));
    kinds.forEach((kind, k) => {
      if (k > 0) errors.push(forbiddenValue(`${at}.${kind}`, 'may not specify more than 1 volume type'));
      else validateSource(kind, volume[kind] as JsonObject, `${at}.${kind}`, errors);
    });
    if (kinds.length === 0) errors.push(requiredValue(at, 'must specify a volume type'));
    if (!volume.name) errors.push(requiredValue(`${at}.name`));
    else validateName(volume.name, `${at}.name`, dns1123LabelErrors, errors);
    if (names.has(volume.name)) errors.push(duplicateValue(`${at}.name`, volume.name));
    out.push(...errors);
    if (errors.length === 0) names.add(volume.name);
  });
  return names;
}
