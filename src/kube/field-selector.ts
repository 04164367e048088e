import { kindOf } from './kinds/kinds.ts';

/** One clause of a field selector. */
export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

export type FieldSelector = readonly FieldRequirement[];

/** Cuts at commas that no backslash stands before. */
function splitTerms(text: string): readonly string[] {
  if (text === '') return [];
  const out: string[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === ',') {
      out.push(text.slice(from, i));
      from = i + 1;
    }
  }
  out.push(text.slice(from));
  return out;
}

function splitTerm(
  term: string,
): { readonly field: string; readonly operator: string; readonly value: string } | undefined {
  for (let i = 0; i < term.length; i += 1) {
    for (const operator of ['!=', '==', '=']) {
      if (term.startsWith(operator, i))
        return { field: term.slice(0, i), operator, value: term.slice(i + operator.length) };
    }
  }
  return undefined;
}

function unescape(value: string): { readonly value: string } | string {
  let out = '';
  for (let i = 0; i < value.length; i += 1) {
    const c = value[i] as string;
    if (c === ',' || c === '=')
      return `invalid field selector: unescaped character in value: ${c.charCodeAt(0)}`;
    if (c !== '\\') {
      out += c;
      continue;
    }
    i += 1;
    const escaped = value[i] ?? '';
    if (escaped !== '\\' && escaped !== ',' && escaped !== '=')
      return `invalid field selector: invalid escape sequence: \\${escaped}`;
    out += escaped;
  }
  return { value: out };
}

/** Parses `spec.nodeName=a,status.phase!=Running`; returns upstream's complaint as a string. Models fields.ParseSelector. */
export function parseFieldSelector(text: string): FieldSelector | string {
  const out: FieldRequirement[] = [];
  for (const term of splitTerms(text)) {
    if (term === '') continue;
    const parts = splitTerm(term);
    if (parts === undefined) return `invalid selector: '${text}'; can't understand '${term}'`;
    const unescaped = unescape(parts.value);
    if (typeof unescaped === 'string') return unescaped;
    out.push({ field: parts.field, operator: parts.operator === '!=' ? '!=' : '=', value: unescaped.value });
  }
  return out.sort((a, b) => (a.field < b.field ? -1 : a.field > b.field ? 1 : 0));
}

function escapeValue(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll(',', '\\,').replaceAll('=', '\\=');
}

export function fieldSelectorText(selector: FieldSelector): string {
  return selector.map((r) => `${r.field}${r.operator}${escapeValue(r.value)}`).join(',');
}

/** Matches against the values that `fieldOf` gives; a field that is not there counts as empty. */
export function matchesFields(selector: FieldSelector, fieldOf: (field: string) => string): boolean {
  return selector.every((r) => (fieldOf(r.field) === r.value) === (r.operator === '='));
}

const POD = [
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.schedulerName',
  'spec.serviceAccountName',
  'spec.hostNetwork',
  'status.phase',
  'status.podIP',
  'status.podIPs',
  'status.nominatedNodeName',
];
const INVOLVED = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];

/** Fields by which a kind can be selected, beside metadata.name and metadata.namespace. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  'v1/Pod': POD,
  'v1/Node': ['spec.unschedulable'],
  'v1/Service': ['spec.clusterIP', 'spec.type'],
  'v1/Namespace': ['status.phase'],
  'v1/ReplicationController': ['status.replicas'],
  'v1/Secret': ['type'],
  'v1/Event': [
    ...INVOLVED.map((f) => `involvedObject.${f}`),
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  'events.k8s.io/v1/Event': [
    ...INVOLVED.map((f) => `regarding.${f}`),
    'reason',
    'reportingController',
    'type',
  ],
  'batch/v1/Job': ['status.successful'],
  'certificates.k8s.io/v1/CertificateSigningRequest': ['spec.signerName'],
};

/** Undefined when a kind can be selected by that field, else the words of the refusal. Models the field label conversions. */
export function fieldLabelError(apiVersion: string, kind: string, field: string): string | undefined {
  const key = `${apiVersion}/${kind}`;
  const known = FIELDS[key];
  if (field === 'metadata.name' || known?.includes(field)) return undefined;
  const resource = kindOf(apiVersion, kind);
  if (field === 'metadata.namespace' && resource?.namespaced !== false) return undefined;
  if (field === 'metadata.namespace' && known === undefined) return undefined;
  if (key === 'batch/v1/Job') return `field label "${field}" not supported for Job`;
  return known === undefined
    ? `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`
    : `field label not supported: ${field}`;
}

/** The value of a selectable field, as text; what is absent is empty, false or 0 as the API prints it. */
export function fieldValueOf(object: object, field: string): string {
  if (field === 'spec.hostNetwork' || field === 'spec.unschedulable')
    return at(object, field) === true ? 'true' : 'false';
  if (field === 'status.podIPs') return listOfIps(at(object, field));
  if (field === 'source')
    return text(at(object, 'source.component')) || text(at(object, 'reportingComponent'));
  if (field === 'status.successful') return text(at(object, 'status.succeeded')) || '0';
  if (field === 'status.replicas') return text(at(object, field)) || '0';
  return text(at(object, field));
}

function listOfIps(value: unknown): string {
  return Array.isArray(value) ? value.map((item: { ip?: string }) => item.ip ?? '').join(',') : '';
}

function text(value: unknown): string {
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
}

function at(object: object, field: string): unknown {
  let value: unknown = object;
  for (const step of field.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}
