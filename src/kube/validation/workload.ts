/** Models validation of apps/v1 Deployments and ReplicaSets. */
import {
  forbiddenValue,
  invalidValue,
  requiredValue,
  unsupportedValue,
  type FieldError,
} from '../field-error.ts';
import { compileLabelSelector, matchesLabelSelector } from '../labels.ts';
import { dns1123SubdomainErrors } from '../names.ts';
import type { PodTemplateSpec } from '../types/pod.ts';
import type { Deployment, DeploymentSpec, ReplicaSet } from '../types/workload.ts';
import { jsonEqual, type IntOrString, type LabelSelector } from '../value.ts';
import { validateLabelSelector } from './label-selector.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import { validatePodTemplate } from './pod.ts';
import { percentOf, validateNonNegative, validatePositiveIntOrPercent } from './primitives.ts';

function isEmpty(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions?.length ?? 0) === 0;
}

function validateSelectorAndTemplate(
  selector: LabelSelector | null | undefined,
  template: PodTemplateSpec | undefined,
  out: FieldError[],
): void {
  if (selector === null || selector === undefined) out.push(requiredValue('spec.selector'));
  else {
    validateLabelSelector(selector, 'spec.selector', out);
    if (isEmpty(selector))
      out.push(invalidValue('spec.selector', selector, 'empty selector is invalid for deployment'));
  }
  if (typeof compileLabelSelector(selector) === 'string') {
    out.push(invalidValue('spec.selector', selector, 'invalid label selector'));
    return;
  }
  validateTemplate(selector, template, out);
}

function sortedMap(map: object | undefined): object | null {
  return map === undefined
    ? null
    : Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function validateTemplate(
  selector: LabelSelector | null | undefined,
  template: PodTemplateSpec | undefined,
  out: FieldError[],
): void {
  if (template === undefined) {
    out.push(requiredValue('spec.template'));
    return;
  }
  const matchesAll = selector && isEmpty(selector);
  if (!matchesAll && !matchesLabelSelector(selector, template.metadata?.labels)) {
    out.push(
      invalidValue(
        'spec.template.metadata.labels',
        sortedMap(template.metadata?.labels),
        '`selector` does not match template `labels`',
      ),
    );
  }
  validatePodTemplate(template, 'spec.template', out);
  if (template.spec.restartPolicy !== 'Always')
    out.push(
      unsupportedValue('spec.template.spec.restartPolicy', template.spec.restartPolicy ?? '', ['Always']),
    );
  if (template.spec.activeDeadlineSeconds !== undefined)
    out.push(
      forbiddenValue(
        'spec.template.spec.activeDeadlineSeconds',
        'activeDeadlineSeconds in ReplicaSet is not Supported',
      ),
    );
}

const numberOf = (value: IntOrString | undefined) =>
  typeof value === 'number' ? value : (percentOf(value) ?? 0);

function validateStrategy(spec: DeploymentSpec, out: FieldError[]): void {
  const { type, rollingUpdate } = spec.strategy ?? {};
  const field = 'spec.strategy';
  if (type === 'Recreate') {
    if (rollingUpdate)
      out.push(
        forbiddenValue(`${field}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'"),
      );
    return;
  }
  if (type !== 'RollingUpdate') {
    out.push(unsupportedValue(`${field}.type`, type ?? '', ['Recreate', 'RollingUpdate']));
    return;
  }
  if (!rollingUpdate) {
    out.push(requiredValue(`${field}.rollingUpdate`, 'this should be defaulted and never be nil'));
    return;
  }
  const { maxUnavailable, maxSurge } = rollingUpdate;
  validatePositiveIntOrPercent(maxUnavailable, `${field}.rollingUpdate.maxUnavailable`, out);
  validatePositiveIntOrPercent(maxSurge, `${field}.rollingUpdate.maxSurge`, out);
  if (numberOf(maxUnavailable) === 0 && numberOf(maxSurge) === 0)
    out.push(
      invalidValue(
        `${field}.rollingUpdate.maxUnavailable`,
        maxUnavailable ?? 0,
        'may not be 0 when `maxSurge` is 0',
      ),
    );
  if ((percentOf(maxUnavailable) ?? 0) > 100)
    out.push(
      invalidValue(`${field}.rollingUpdate.maxUnavailable`, maxUnavailable, 'must not be greater than 100%'),
    );
}

function validateDeploymentSpec(spec: DeploymentSpec, out: FieldError[]): void {
  validateNonNegative(spec.replicas, 'spec.replicas', out);
  validateSelectorAndTemplate(spec.selector, spec.template, out);
  validateStrategy(spec, out);
  validateNonNegative(spec.minReadySeconds, 'spec.minReadySeconds', out);
  validateNonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit', out);
  validateNonNegative(spec.progressDeadlineSeconds, 'spec.progressDeadlineSeconds', out);
  const deadline = spec.progressDeadlineSeconds;
  if (deadline !== undefined && deadline <= (spec.minReadySeconds ?? 0))
    out.push(invalidValue('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'));
}

export function validateDeployment(object: Deployment, out: FieldError[]): void {
  validateObjectMeta(object.metadata, true, dns1123SubdomainErrors, 'metadata', out);
  validateDeploymentSpec(object.spec, out);
}

export function validateDeploymentUpdate(next: Deployment, old: Deployment, out: FieldError[]): void {
  validateObjectMetaUpdate(next.metadata, old.metadata, 'metadata', out);
  validateDeploymentSpec(next.spec, out);
  validateSelectorUnchanged(next.spec.selector, old.spec.selector, out);
}

function validateSelectorUnchanged(next: LabelSelector, old: LabelSelector, out: FieldError[]): void {
  if (!jsonEqual(next ?? null, old ?? null))
    out.push(invalidValue('spec.selector', next ?? null, 'field is immutable'));
}

function validateReplicaSetSpec(object: ReplicaSet, out: FieldError[]): void {
  validateNonNegative(object.spec.replicas, 'spec.replicas', out);
  validateNonNegative(object.spec.minReadySeconds, 'spec.minReadySeconds', out);
  validateSelectorAndTemplate(object.spec.selector, object.spec.template, out);
}

export function validateReplicaSet(object: ReplicaSet, out: FieldError[]): void {
  validateObjectMeta(object.metadata, true, dns1123SubdomainErrors, 'metadata', out);
  validateReplicaSetSpec(object, out);
}

export function validateReplicaSetUpdate(next: ReplicaSet, old: ReplicaSet, out: FieldError[]): void {
  validateObjectMetaUpdate(next.metadata, old.metadata, 'metadata', out);
  validateReplicaSetSpec(next, out);
  validateSelectorUnchanged(next.spec.selector, old.spec.selector, out);
}
