/** Models validation of Nodes, Namespaces, ConfigMaps and Secrets. */
import {
  duplicateValue,
  forbiddenValue,
  invalidValue,
  requiredValue,
  type FieldError,
} from '../field-error.ts';
import {
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  labelValueErrors,
  qualifiedNameErrors,
} from '../names.ts';
import type { ConfigMap, Secret } from '../types/config.ts';
import type { Namespace, Node, Taint } from '../types/node.ts';
import { jsonEqual, type ObjectMeta } from '../value.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import { CIDR_MESSAGE, isCidr, validateName, validateOneOf } from './primitives.ts';
import { validateQuantity } from './resources.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function validateTaint(taint: Taint, taken: Set<string>, field: string, out: FieldError[]): void {
  validateName(taint.key ?? '', `${field}.key`, qualifiedNameErrors, out);
  const complaints = labelValueErrors(taint.value ?? '');
  if (complaints.length > 0) out.push(invalidValue(`${field}.value`, taint.value, complaints.join(';')));
  if (!taint.effect) out.push(requiredValue(`${field}.effect`));
  else validateOneOf(taint.effect, EFFECTS, `${field}.effect`, out);
  const id = `${taint.key} ${taint.effect}`;
  if (taken.has(id)) {
    const printed = {
      Key: taint.key,
      Value: taint.value ?? '',
      Effect: taint.effect,
      TimeAdded: taint.timeAdded ?? null,
    };
    const plain = duplicateValue(field, printed);
    out.push({ ...plain, message: `${plain.message}: taints must be unique by key and effect pair` });
  }
  taken.add(id);
}

function validateTaints(node: Node, out: FieldError[]): void {
  const taken = new Set<string>();
  node.spec?.taints?.forEach((taint, i) => validateTaint(taint, taken, `metadata.taints[${i}]`, out));
}

function validateAmounts(node: Node, out: FieldError[]): void {
  for (const list of ['capacity', 'allocatable'] as const)
    for (const name in node.status?.[list])
      validateQuantity(name, node.status[list]?.[name] as string, `status.${list}.${name}`, out);
}

export function validateNode(node: Node, out: FieldError[]): void {
  validateObjectMeta(node.metadata, false, dns1123SubdomainErrors, 'metadata', out);
  validateTaints(node, out);
  validateAmounts(node, out);
  node.spec?.podCIDRs?.forEach((cidr, i) => {
    if (!isCidr(cidr)) out.push(invalidValue(`spec.podCIDRs[${i}]`, cidr, CIDR_MESSAGE));
  });
}

export function validateNodeUpdate(next: Node, old: Node, out: FieldError[]): void {
  validateNode(next, out);
  validateObjectMetaUpdate(next.metadata, old.metadata, 'metadata', out);
  validateAmounts(next, out);
  validateTaints(next, out);
  const externalId = (node: Node) => (node.spec as { readonly externalID?: string } | undefined)?.externalID;
  if (externalId(next) !== externalId(old)) out.push(forbiddenValue('spec.externalID', 'may not be updated'));
  const before = old.spec?.podCIDRs ?? [];
  if (before.length > 0 && !jsonEqual(next.spec?.podCIDRs ?? [], before))
    out.push(forbiddenValue('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  if (old.spec?.providerID && next.spec?.providerID !== old.spec.providerID)
    out.push(
      forbiddenValue('spec.providerID', 'node updates may not change providerID except from "" to valid'),
    );
}

export function validateNamespace(object: Namespace, out: FieldError[]): void {
  validateObjectMeta(object.metadata, false, dns1123LabelErrors, 'metadata', out);
}

export function validateNamespaceUpdate(next: Namespace, old: Namespace, out: FieldError[]): void {
  validateNamespace(next, out);
  validateObjectMetaUpdate(next.metadata, old.metadata, 'metadata', out);
}

const CONFIG_KEY =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const DATA_BYTES_MAX = 1_048_576;

function isKeyChar(c: number): boolean {
  return (
    (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 45 || c === 46 || c === 95
  );
}

/** Complaints about a key of a ConfigMap or Secret. Models IsConfigMapKey. */
function configKeyErrors(key: string): readonly string[] {
  const out: string[] = [];
  if (key.length > 253) out.push('must be no more than 253 characters');
  let plain = key !== '';
  for (let i = 0; i < key.length; i += 1) if (!isKeyChar(key.charCodeAt(i))) plain = false;
  if (!plain) out.push(CONFIG_KEY);
  if (key === '.') out.push("must not be '.'");
  else if (key === '..') out.push("must not be '..'");
  else if (key.startsWith('..')) out.push("must not start with '..'");
  return out;
}

function validateData(
  object: {
    readonly data?: Readonly<Record<string, string>>;
    readonly binaryData?: Readonly<Record<string, string>>;
  },
  binary: boolean,
  out: FieldError[],
): void {
  let size = 0;
  for (const key in object.data) {
    validateName(key, `data[${key}]`, configKeyErrors, out);
    if (!binary && object.binaryData?.[key] !== undefined)
      out.push(invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    const { length } = object.data[key] as string;
    size += binary ? Math.floor((length * 3) / 4) : length;
  }
  for (const key in object.binaryData) {
    validateName(key, `binaryData[${key}]`, configKeyErrors, out);
    size += Math.floor(((object.binaryData[key] as string).length * 3) / 4);
  }
  if (size > DATA_BYTES_MAX)
    out.push({
      reason: 'FieldValueTooLong',
      message: `Too long: may not be more than ${DATA_BYTES_MAX} bytes`,
      field: binary ? 'data' : '[]',
    });
}

export function validateConfigMap(object: ConfigMap, out: FieldError[]): void {
  validateObjectMeta(object.metadata, true, dns1123SubdomainErrors, 'metadata', out);
  validateData(object, false, out);
}

function validateImmutable(
  next: ConfigMap | Secret,
  old: ConfigMap | Secret,
  fields: readonly string[],
  out: FieldError[],
): void {
  if (old.immutable !== true) return;
  if (next.immutable !== true)
    out.push(forbiddenValue('immutable', 'field is immutable when `immutable` is set'));
  for (const field of fields)
    if (!jsonEqual(next[field] ?? {}, old[field] ?? {}))
      out.push(forbiddenValue(field, 'field is immutable when `immutable` is set'));
}

export function validateConfigMapUpdate(next: ConfigMap, old: ConfigMap, out: FieldError[]): void {
  validateObjectMetaUpdate(next.metadata, old.metadata, 'metadata', out);
  validateImmutable(next, old, ['data', 'binaryData'], out);
  validateWhole(next, validateConfigMap, out);
}

/** Upstream checks the whole object again on an update. */
function validateWhole<T extends { readonly metadata: ObjectMeta }>(
  object: T,
  validate: (object: T, out: FieldError[]) => void,
  out: FieldError[],
): void {
  validate(object, out);
}

const SECRET_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
};

export function validateSecret(object: Secret, out: FieldError[]): void {
  validateObjectMeta(object.metadata, true, dns1123SubdomainErrors, 'metadata', out);
  validateData({ data: object.data }, true, out);
  const { type = '' } = object;
  if (
    type === 'kubernetes.io/service-account-token' &&
    !object.metadata.annotations?.['kubernetes.io/service-account.name']
  )
    out.push(requiredValue('metadata.annotations[kubernetes.io/service-account.name]'));
  for (const key of SECRET_KEYS[type] ?? [])
    if (object.data?.[key] === undefined) out.push(requiredValue(`data[${key}]`));
  if (
    type === 'kubernetes.io/basic-auth' &&
    object.data?.['username'] === undefined &&
    object.data?.['password'] === undefined
  ) {
    out.push(requiredValue('data[username]'), requiredValue('data[password]'));
  }
}

export function validateSecretUpdate(next: Secret, old: Secret, out: FieldError[]): void {
  validateObjectMetaUpdate(next.metadata, old.metadata, 'metadata', out);
  if (next.type !== old.type) out.push(invalidValue('type', next.type ?? '', 'field is immutable'));
  validateImmutable(next, old, ['data'], out);
  validateWhole(next, validateSecret, out);
}
