/** Models validation of rbac.authorization.k8s.io/v1 and scheduling.k8s.io/v1. */
import {
  forbiddenValue,
  invalidValue,
  requiredValue,
  unsupportedValue,
  type FieldError,
} from '../field-error.ts';
import { dns1123SubdomainErrors } from '../names.ts';
import type { PriorityClass } from '../types/config.ts';
import { jsonEqual, type KubeObject, type LabelSelector } from '../value.ts';
import { validateLabelSelector } from './label-selector.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import { validateName, validateOneOf } from './primitives.ts';

const GROUP = 'rbac.authorization.k8s.io';

/** Names of roles are path segments: anything but a few signs. Models path.ValidatePathSegmentName. */
export function pathSegmentErrors(name: string): readonly string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((sign) => name.includes(sign)).map((sign) => `may not contain '${sign}'`);
}

interface Rule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

interface Role extends KubeObject {
  readonly rules?: readonly Rule[];
  readonly aggregationRule?: { readonly clusterRoleSelectors?: readonly LabelSelector[] };
}

function validateRule(rule: Rule, namespaced: boolean, field: string, out: FieldError[]): void {
  if (!rule.verbs?.length) out.push(requiredValue(`${field}.verbs`, 'verbs must contain at least one value'));
  if (rule.nonResourceURLs?.length) {
    if (namespaced)
      out.push(
        invalidValue(
          `${field}.nonResourceURLs`,
          rule.nonResourceURLs,
          'namespaced rules cannot apply to non-resource URLs',
        ),
      );
    if (rule.apiGroups?.length || rule.resources?.length)
      out.push(
        invalidValue(
          `${field}.nonResourceURLs`,
          rule.nonResourceURLs,
          'rules cannot apply to both regular resources and non-resource URLs',
        ),
      );
    return;
  }
  if (!rule.apiGroups?.length)
    out.push(requiredValue(`${field}.apiGroups`, 'resource rules must supply at least one api group'));
  if (!rule.resources?.length)
    out.push(requiredValue(`${field}.resources`, 'resource rules must supply at least one resource'));
}

function validateRules(role: Role, out: FieldError[]): void {
  const namespaced = role.kind === 'Role';
  validateObjectMeta(role.metadata, namespaced, pathSegmentErrors, 'metadata', out);
  role.rules?.forEach((rule, i) => validateRule(rule, namespaced, `rules[${i}]`, out));
  const selectors = role.aggregationRule?.clusterRoleSelectors;
  if (role.aggregationRule && !selectors?.length)
    out.push(
      requiredValue(
        'aggregationRule.clusterRoleSelectors',
        'at least one clusterRoleSelector required if aggregationRule is non-nil',
      ),
    );
  selectors?.forEach((selector, i) =>
    validateLabelSelector(selector, `aggregationRule.clusterRoleSelectors[${i}]`, out),
  );
}

export const roleValidator = {
  create: validateRules,
  update: (next: Role, old: Role, out: FieldError[]): void => {
    validateRules(next, out);
    validateObjectMetaUpdate(next.metadata, old.metadata, 'metadata', out);
  },
};

interface Subject {
  readonly kind?: string;
  readonly apiGroup?: string;
  readonly name?: string;
  readonly namespace?: string;
}

interface RoleBinding extends KubeObject {
  readonly subjects?: readonly Subject[];
  readonly roleRef: { readonly apiGroup?: string; readonly kind?: string; readonly name?: string };
}

function validateSubject(subject: Subject, namespaced: boolean, field: string, out: FieldError[]): void {
  const { name = '', apiGroup = '', kind = '' } = subject;
  if (name === '') out.push(requiredValue(`${field}.name`));
  if (kind === 'ServiceAccount') {
    if (name !== '') validateName(name, `${field}.name`, dns1123SubdomainErrors, out);
    if (apiGroup !== '') out.push(unsupportedValue(`${field}.apiGroup`, apiGroup, ['']));
    if (!namespaced && !subject.namespace) out.push(requiredValue(`${field}.namespace`));
  } else if (kind === 'User' || kind === 'Group') validateOneOf(apiGroup, [GROUP], `${field}.apiGroup`, out);
  else out.push(unsupportedValue(`${field}.kind`, kind, ['ServiceAccount', 'User', 'Group']));
}

function validateBinding(binding: RoleBinding, out: FieldError[]): void {
  const namespaced = binding.kind === 'RoleBinding';
  validateObjectMeta(binding.metadata, namespaced, pathSegmentErrors, 'metadata', out);
  const { apiGroup = '', kind = '', name = '' } = binding.roleRef ?? {};
  validateOneOf(apiGroup, [GROUP], 'roleRef.apiGroup', out);
  validateOneOf(kind, namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'], 'roleRef.kind', out);
  if (name === '') out.push(requiredValue('roleRef.name'));
  else validateName(name, 'roleRef.name', pathSegmentErrors, out);
  binding.subjects?.forEach((subject, i) => validateSubject(subject, namespaced, `subjects[${i}]`, out));
}

export const bindingValidator = {
  create: validateBinding,
  update: (next: RoleBinding, old: RoleBinding, out: FieldError[]): void => {
    validateBinding(next, out);
    validateObjectMetaUpdate(next.metadata, old.metadata, 'metadata', out);
    if (jsonEqual(next.roleRef, old.roleRef)) return;
    const { apiGroup = '', kind = '', name = '' } = next.roleRef;
    out.push(
      invalidValue('roleRef', { APIGroup: apiGroup, Kind: kind, Name: name }, 'cannot change roleRef'),
    );
  },
};

const USER_PRIORITY_MAX = 1_000_000_000;
const SYSTEM_CLASSES: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};

function validatePriorityClass(object: PriorityClass, out: FieldError[]): void {
  validateObjectMeta(object.metadata, false, dns1123SubdomainErrors, 'metadata', out);
  const name = object.metadata.name ?? '';
  if (name.startsWith('system-')) {
    if (SYSTEM_CLASSES[name] !== object.value) {
      const why =
        SYSTEM_CLASSES[name] === undefined
          ? `${name} is not a known system priority class`
          : `value of ${name} PriorityClass must be ${SYSTEM_CLASSES[name]}`;
      out.push(
        forbiddenValue(
          'metadata.name',
          `priority class names with 'system-' prefix are reserved for system use only. error: ${why}`,
        ),
      );
    }
  } else if (object.value > USER_PRIORITY_MAX)
    out.push(
      forbiddenValue('value', `maximum allowed value of a user defined priority is ${USER_PRIORITY_MAX}`),
    );
  validateOneOf(object.preemptionPolicy, ['PreemptLowerPriority', 'Never'], 'preemptionPolicy', out);
}

export const priorityClassValidator = {
  create: validatePriorityClass,
  update: (next: PriorityClass, old: PriorityClass, out: FieldError[]): void => {
    validateObjectMetaUpdate(next.metadata, old.metadata, 'metadata', out);
    if (next.value !== old.value) out.push(forbiddenValue('value', 'may not be changed in an update.'));
    if (next.preemptionPolicy !== old.preemptionPolicy)
      out.push(invalidValue('preemptionPolicy', next.preemptionPolicy ?? '', 'field is immutable'));
  },
};
