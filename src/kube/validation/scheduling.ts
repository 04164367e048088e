/** Models core validation of affinity, tolerations, topology spread constraints and scheduling gates. */
import {
  duplicateValue,
  forbiddenValue,
  invalidValue,
  requiredValue,
  unsupportedValue,
  type FieldError,
} from '../field-error.ts';
import { dns1123LabelErrors, labelValueErrors, qualifiedNameErrors } from '../names.ts';
import type {
  Affinity,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinityTerm,
  PodSpec,
  Toleration,
  TopologySpreadConstraint,
} from '../types/pod.ts';
import { validateLabelSelector } from './label-selector.ts';
import { validateName, validateOneOf } from './primitives.ts';

function validateNodeRequirement(r: NodeSelectorRequirement, field: string, out: FieldError[]): void {
  const count = r.values?.length ?? 0;
  switch (r.operator) {
    case 'In':
    case 'NotIn':
      if (count === 0)
        out.push(requiredValue(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (count > 0)
        out.push(
          forbiddenValue(
            `${field}.values`,
            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
          ),
        );
      break;
    case 'Gt':
    case 'Lt':
      if (count !== 1)
        out.push(
          requiredValue(`${field}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"),
        );
      break;
    default:
      out.push(invalidValue(`${field}.operator`, r.operator ?? '', 'not a valid selector operator'));
  }
  for (const error of qualifiedNameErrors(r.key ?? ''))
    out.push(invalidValue(`${field}.key`, r.key ?? '', error));
}

function validateFieldRequirement(r: NodeSelectorRequirement, field: string, out: FieldError[]): void {
  if (r.operator !== 'In' && r.operator !== 'NotIn')
    out.push(invalidValue(`${field}.operator`, r.operator ?? '', 'not a valid selector operator'));
  else if (r.values?.length !== 1)
    out.push(
      requiredValue(
        `${field}.values`,
        "must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
      ),
    );
  if (r.key !== 'metadata.name')
    out.push(invalidValue(`${field}.key`, r.key, 'not a valid field selector key'));
}

function validateNodeTerm(term: NodeSelectorTerm, field: string, out: FieldError[]): void {
  term.matchExpressions?.forEach((r, i) =>
    validateNodeRequirement(r, `${field}.matchExpressions[${i}]`, out),
  );
  term.matchFields?.forEach((r, i) => validateFieldRequirement(r, `${field}.matchFields[${i}]`, out));
}

function validateWeight(weight: number, field: string, out: FieldError[]): void {
  if (!(weight >= 1 && weight <= 100))
    out.push(invalidValue(`${field}.weight`, weight ?? 0, 'must be in the range 1-100'));
}

function validatePodTerm(term: PodAffinityTerm, field: string, out: FieldError[]): void {
  validateLabelSelector(term.labelSelector, `${field}.labelSelector`, out);
  validateLabelSelector(term.namespaceSelector, `${field}.namespaceSelector`, out);
  for (const namespace of term.namespaces ?? [])
    validateName(namespace, `${field}.namespace`, dns1123LabelErrors, out);
  validateMatchKeys(term, field, out);
  if (!term.topologyKey) out.push(requiredValue(`${field}.topologyKey`, 'can not be empty'));
  validateName(term.topologyKey ?? '', `${field}.topologyKey`, qualifiedNameErrors, out);
}

function validateMatchKeys(term: PodAffinityTerm, field: string, out: FieldError[]): void {
  for (const key of ['matchLabelKeys', 'mismatchLabelKeys'] as const) {
    if ((term[key]?.length ?? 0) > 0 && (term.labelSelector === undefined || term.labelSelector === null))
      out.push(forbiddenValue(`${field}.${key}`, 'must not be specified when labelSelector is not set'));
  }
  term.matchLabelKeys?.forEach((key, i) => {
    if (term.mismatchLabelKeys?.includes(key))
      out.push(
        invalidValue(
          `${field}.matchLabelKeys[${i}]`,
          key,
          'exists in both matchLabelKeys and mismatchLabelKeys',
        ),
      );
  });
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

export function validateAffinity(
  affinity: Affinity | null | undefined,
  field: string,
  out: FieldError[],
): void {
  if (!affinity) return;
  const node = affinity.nodeAffinity;
  const required = node?.[REQUIRED];
  if (required) {
    const at = `${field}.nodeAffinity.${REQUIRED}.nodeSelectorTerms`;
    if ((required.nodeSelectorTerms ?? []).length === 0)
      out.push(requiredValue(at, 'must have at least one node selector term'));
    required.nodeSelectorTerms?.forEach((term, i) => validateNodeTerm(term, `${at}[${i}]`, out));
  }
  node?.[PREFERRED]?.forEach((item, i) => {
    const at = `${field}.nodeAffinity.${PREFERRED}[${i}]`;
    validateWeight(item.weight, at, out);
    validateNodeTerm(item.preference ?? {}, `${at}.preference`, out);
  });
  for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
    affinity[kind]?.[REQUIRED]?.forEach((term, i) =>
      validatePodTerm(term, `${field}.${kind}.${REQUIRED}[${i}]`, out),
    );
    affinity[kind]?.[PREFERRED]?.forEach((item, i) => {
      const at = `${field}.${kind}.${PREFERRED}[${i}]`;
      validateWeight(item.weight, at, out);
      validatePodTerm(item.podAffinityTerm, `${at}.podAffinityTerm`, out);
    });
  }
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const OPERATORS = ['Equal', 'Exists', 'Lt', 'Gt'];

function validateToleration(t: Toleration, field: string, out: FieldError[]): void {
  if (t.key) validateName(t.key, `${field}.key`, qualifiedNameErrors, out);
  if (!t.key && t.operator !== 'Exists')
    out.push(
      invalidValue(
        `${field}.operator`,
        t.operator ?? '',
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ),
    );
  if (t.tolerationSeconds !== undefined && t.tolerationSeconds !== null && t.effect !== 'NoExecute')
    out.push(
      invalidValue(
        `${field}.effect`,
        t.effect ?? '',
        "effect must be 'NoExecute' when `tolerationSeconds` is set",
      ),
    );
  if (!t.operator || t.operator === 'Equal') {
    const complaints = labelValueErrors(t.value ?? '');
    if (complaints.length > 0) out.push(invalidValue(`${field}.operator`, t.value, complaints.join(';')));
  } else if (t.operator === 'Exists') {
    if (t.value)
      out.push(invalidValue(`${field}.operator`, t.value, "value must be empty when `operator` is 'Exists'"));
  } else out.push(unsupportedValue(`${field}.operator`, t.operator, OPERATORS));
  if (t.effect) validateOneOf(t.effect, EFFECTS, `${field}.effect`, out);
}

export function validateTolerations(
  tolerations: readonly Toleration[] | undefined,
  field: string,
  out: FieldError[],
): void {
  tolerations?.forEach((t, i) => validateToleration(t, `${field}[${i}]`, out));
}

function validateSpread(
  c: TopologySpreadConstraint,
  others: readonly TopologySpreadConstraint[],
  field: string,
  out: FieldError[],
): void {
  if (!(c.maxSkew > 0))
    out.push(invalidValue(`${field}.maxSkew`, c.maxSkew ?? 0, 'must be greater than zero'));
  if (!c.topologyKey) out.push(requiredValue(`${field}.topologyKey`, 'can not be empty'));
  else validateName(c.topologyKey, `${field}.topologyKey`, qualifiedNameErrors, out);
  validateOneOf(
    c.whenUnsatisfiable ?? '',
    ['DoNotSchedule', 'ScheduleAnyway'],
    `${field}.whenUnsatisfiable`,
    out,
  );
  const again = others.some(
    (o) => o.topologyKey === c.topologyKey && o.whenUnsatisfiable === c.whenUnsatisfiable,
  );
  if (again)
    out.push(
      duplicateValue(
        `${field}.{topologyKey, whenUnsatisfiable}`,
        `{${c.topologyKey}, ${c.whenUnsatisfiable}}`,
      ),
    );
  if (c.minDomains !== undefined && c.minDomains !== null) {
    if (c.minDomains <= 0)
      out.push(invalidValue(`${field}.minDomains`, c.minDomains, 'must be greater than zero'));
    if (c.whenUnsatisfiable !== 'DoNotSchedule')
      out.push(
        invalidValue(
          `${field}.minDomains`,
          c.minDomains,
          `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${c.whenUnsatisfiable}`,
        ),
      );
  }
  validateOneOf(c.nodeAffinityPolicy, ['Honor', 'Ignore'], `${field}.nodeAffinityPolicy`, out);
  validateOneOf(c.nodeTaintsPolicy, ['Honor', 'Ignore'], `${field}.nodeTaintsPolicy`, out);
  if ((c.matchLabelKeys?.length ?? 0) > 0 && !c.labelSelector)
    out.push(
      forbiddenValue(`${field}.matchLabelKeys`, 'must not be specified when labelSelector is not set'),
    );
  validateLabelSelector(c.labelSelector, `${field}.labelSelector`, out);
}

export function validateTopologySpread(spec: PodSpec, field: string, out: FieldError[]): void {
  const list = spec.topologySpreadConstraints ?? [];
  // Upstream compares each constraint with those behind it, so the first of two equal ones is reported.
  list.forEach((c, i) => validateSpread(c, list.slice(i + 1), `${field}[${i}]`, out));
}

export function validateSchedulingGates(spec: PodSpec, field: string, out: FieldError[]): void {
  const seen = new Set<string>();
  spec.schedulingGates?.forEach((gate, i) => {
    validateName(gate.name ?? '', `${field}[${i}]`, qualifiedNameErrors, out);
    if (seen.has(gate.name)) out.push(duplicateValue(`${field}[${i}]`, gate.name));
    seen.add(gate.name);
  });
}
