/** Models core validation of Pods, their specs and their updates. */
import { forbiddenValue, invalidValue, requiredValue, type FieldError } from '../field-error.ts';
import { dns1123LabelErrors, dns1123SubdomainErrors, qualifiedNameErrors } from '../names.ts';
import type { Pod, PodSpec, PodTemplateSpec, Toleration } from '../types/pod.ts';
import { isObject, jsonEqual } from '../value.ts';
import { validateContainers, validateId } from './container.ts';
import {
  validateAnnotations,
  validateLabels,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from './metadata.ts';
import { IP_MESSAGE, isIp, validateName, validateOneOf } from './primitives.ts';
import { validatePodLevelResources } from './resources.ts';
import {
  validateAffinity,
  validateSchedulingGates,
  validateTolerations,
  validateTopologySpread,
} from './scheduling.ts';
import { validateVolumes } from './volume.ts';

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const INT32_MAX = 2_147_483_647;

interface PodSecurityContext {
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly fsGroup?: number;
  readonly fsGroupChangePolicy?: string;
}

function validateSecurityContext(spec: PodSpec, field: string, out: FieldError[]): void {
  const context = (spec.securityContext ?? {}) as PodSecurityContext;
  const at = `${field}.securityContext`;
  validateId(context.fsGroup, `${at}.fsGroup`, out);
  validateId(context.runAsUser, `${at}.runAsUser`, out);
  validateId(context.runAsGroup, `${at}.runAsGroup`, out);
  if (spec['shareProcessNamespace'] === true && spec.hostPID === true)
    out.push(
      invalidValue(
        `${at}.shareProcessNamespace`,
        true,
        'ShareProcessNamespace and HostPID cannot both be enabled',
      ),
    );
  validateOneOf(context.fsGroupChangePolicy, ['Always', 'OnRootMismatch'], `${at}.fsGroupChangePolicy`, out);
}

function validateDns(spec: PodSpec, field: string, out: FieldError[]): void {
  const servers = spec.dnsConfig?.nameservers ?? [];
  if (spec.dnsPolicy === 'None' && spec.dnsConfig === undefined)
    out.push(requiredValue(`${field}.dnsConfig`, 'must provide `dnsConfig` when `dnsPolicy` is None'));
  else if (spec.dnsPolicy === 'None' && servers.length === 0)
    out.push(
      requiredValue(
        `${field}.dnsConfig.nameservers`,
        'must provide at least one DNS nameserver when `dnsPolicy` is None',
      ),
    );
  if (servers.length > 3)
    out.push(
      invalidValue(`${field}.dnsConfig.nameservers`, servers, 'must not have more than 3 nameservers'),
    );
  servers.forEach((server, i) => {
    if (!isIp(server)) out.push(invalidValue(`${field}.dnsConfig.nameservers[${i}]`, server, IP_MESSAGE));
  });
}

function validateNames(spec: PodSpec, field: string, out: FieldError[]): void {
  if (spec.serviceAccountName)
    validateName(spec.serviceAccountName, `${field}.serviceAccountName`, dns1123SubdomainErrors, out);
  if (spec.nodeName) validateName(spec.nodeName, `${field}.nodeName`, dns1123SubdomainErrors, out);
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && deadline !== null && (deadline < 1 || deadline > INT32_MAX))
    out.push(
      invalidValue(
        `${field}.activeDeadlineSeconds`,
        deadline,
        `must be between 1 and ${INT32_MAX}, inclusive`,
      ),
    );
  if (spec.hostname) validateName(spec.hostname, `${field}.hostname`, dns1123LabelErrors, out);
  if (spec.subdomain) validateName(spec.subdomain, `${field}.subdomain`, dns1123LabelErrors, out);
}

function validateRest(spec: PodSpec, field: string, out: FieldError[]): void {
  validateTolerations(spec.tolerations, `${field}.tolerations`, out);
  spec.hostAliases?.forEach((alias, i) => {
    if (!isIp(alias.ip ?? ''))
      out.push(invalidValue(`${field}.hostAliases[${i}].ip`, alias.ip ?? '', IP_MESSAGE));
    alias.hostnames?.forEach((name, j) =>
      validateName(name, `${field}.hostAliases[${i}].hostnames[${j}]`, dns1123SubdomainErrors, out),
    );
  });
  if (spec.priorityClassName)
    validateName(spec.priorityClassName, `${field}.priorityClassName`, dns1123SubdomainErrors, out);
  if (spec.runtimeClassName)
    validateName(spec.runtimeClassName, `${field}.runtimeClassName`, dns1123SubdomainErrors, out);
  const os = spec['os'];
  if (isObject(os)) validateOneOf(String(os['name'] ?? ''), ['linux', 'windows'], `${field}.os`, out);
}

/** Specs that were found without fault: what is stored comes back with every update of what stands beside it. */
const sound = new WeakSet<PodSpec>();

/** A Pod's spec wherever it stands. Models ValidatePodSpec. */
export function validatePodSpec(spec: PodSpec, field: string, out: FieldError[]): void {
  if (sound.has(spec)) return;
  const before = out.length;
  validateWholeSpec(spec, field, out);
  if (out.length === before) sound.add(spec);
}

function validateWholeSpec(spec: PodSpec, field: string, out: FieldError[]): void {
  const volumes = validateVolumes(spec.volumes, `${field}.volumes`, out);
  validateContainers(spec, volumes, field, out);
  validatePodLevelResources(spec, `${field}.resources`, out);
  validateOneOf(spec.restartPolicy, RESTART_POLICIES, `${field}.restartPolicy`, out);
  validateOneOf(spec.dnsPolicy, DNS_POLICIES, `${field}.dnsPolicy`, out);
  validateLabels(spec.nodeSelector, `${field}.nodeSelector`, out);
  validateSecurityContext(spec, field, out);
  validateAffinity(spec.affinity, `${field}.affinity`, out);
  validateDns(spec, field, out);
  spec.readinessGates?.forEach((gate, i) =>
    validateName(
      gate.conditionType ?? '',
      `${field}.readinessGates[${i}].conditionType`,
      qualifiedNameErrors,
      out,
    ),
  );
  validateSchedulingGates(spec, `${field}.schedulingGates`, out);
  validateTopologySpread(spec, `${field}.topologySpreadConstraints`, out);
  if (spec['hostUsers'] === false)
    for (const key of ['hostNetwork', 'hostPID', 'hostIPC'])
      if (spec[key] === true) out.push(forbiddenValue(`${field}.${key}`, 'when `hostUsers` is false'));
  validateNames(spec, field, out);
  validateRest(spec, field, out);
}

/** A Pod template in a workload. Models ValidatePodTemplateSpec. */
export function validatePodTemplate(template: PodTemplateSpec, field: string, out: FieldError[]): void {
  validateLabels(template.metadata?.labels, `${field}.labels`, out);
  validateAnnotations(template.metadata?.annotations, `${field}.annotations`, out);
  validatePodSpec(template.spec, `${field}.spec`, out);
  if ((template.spec.ephemeralContainers?.length ?? 0) > 0)
    out.push(
      forbiddenValue(`${field}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template'),
    );
}

function validateTokensNeedAccount(spec: PodSpec, out: FieldError[]): void {
  if (spec.serviceAccountName) return;
  spec.volumes?.forEach((volume, i) => {
    const sources = (volume['projected'] as { readonly sources?: readonly object[] } | undefined)?.sources;
    sources?.forEach((source, j) => {
      if ('serviceAccountToken' in source)
        out.push(
          forbiddenValue(
            `spec.volumes[${i}].projected.sources[${j}].serviceAccountToken`,
            'must not be specified when serviceAccountName is not set',
          ),
        );
    });
  });
}

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

function validatePodAnnotations(pod: Pod, out: FieldError[]): void {
  const cost = pod.metadata.annotations?.[DELETION_COST];
  if (cost === undefined) return;
  const isInteger = /^(0|-?[1-9]\d{0,9})$/.test(cost) && Math.abs(Number(cost)) <= INT32_MAX;
  if (!isInteger)
    out.push(invalidValue(`metadata.annotations[${DELETION_COST}]`, cost, 'must be a 32bit integer'));
}

/** A new Pod. Models ValidatePodCreate. */
export function validatePod(pod: Pod, out: FieldError[]): void {
  validateObjectMeta(pod.metadata, true, dns1123SubdomainErrors, 'metadata', out);
  validatePodAnnotations(pod, out);
  validatePodSpec(pod.spec, 'spec', out);
  validateTokensNeedAccount(pod.spec, out);
  if ((pod.spec.ephemeralContainers?.length ?? 0) > 0)
    out.push(forbiddenValue('spec.ephemeralContainers', 'cannot be set on create'));
  if ((pod.spec.schedulingGates?.length ?? 0) > 0 && pod.spec.nodeName)
    out.push(forbiddenValue('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
}

const MAY_CHANGE =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

function onlyAdds(next: readonly Toleration[], old: readonly Toleration[]): boolean {
  const plain = (t: Toleration) => ({ ...t, tolerationSeconds: undefined });
  return old.every((t) => next.some((n) => jsonEqual(plain(n), plain(t))));
}

function withImagesOf(spec: PodSpec, old: PodSpec): PodSpec {
  const swap = (key: 'containers' | 'initContainers') =>
    spec[key]?.map((c, i) => ({ ...c, image: old[key]?.[i]?.image }));
  return {
    ...spec,
    containers: swap('containers') ?? [],
    ...(spec.initContainers ? { initContainers: swap('initContainers') } : {}),
  };
}

/** Gates may be lifted, not added. */
function validateGatesUpdate(next: Pod, old: Pod, out: FieldError[]): void {
  const gates = (next.spec.schedulingGates ?? []).filter(
    (g) => !old.spec.schedulingGates?.some((o) => o.name === g.name),
  );
  for (const gate of gates)
    out.push(
      forbiddenValue(
        `spec.schedulingGates[${next.spec.schedulingGates?.indexOf(gate)}].name`,
        `only deletion is allowed, but found new scheduling gate '${gate.name}'`,
      ),
    );
}

/** The new spec with the old values of all fields that may change: what is left must equal the old spec. */
function withoutAllowedChanges(next: PodSpec, old: PodSpec): PodSpec {
  const gated = (old.schedulingGates?.length ?? 0) > 0;
  const wasNegative = (old.terminationGracePeriodSeconds ?? 0) < 0;
  return {
    ...withImagesOf(next, old),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    tolerations: old.tolerations,
    schedulingGates: old.schedulingGates,
    ...(gated ? { nodeSelector: old.nodeSelector, affinity: old.affinity } : {}),
    ...(wasNegative && next.terminationGracePeriodSeconds === 1
      ? { terminationGracePeriodSeconds: old.terminationGracePeriodSeconds }
      : {}),
  };
}

/** What may change of a Pod's spec once it exists. Models ValidatePodUpdate; upstream's diff behind the message is left out. */
function validatePodSpecUpdate(next: Pod, old: Pod, out: FieldError[]): void {
  validateGatesUpdate(next, old, out);
  const deadline = next.spec.activeDeadlineSeconds;
  const before = old.spec.activeDeadlineSeconds;
  if (before !== undefined && (deadline === undefined || deadline > before)) {
    out.push(
      invalidValue(
        'spec.activeDeadlineSeconds',
        deadline ?? null,
        deadline === undefined
          ? 'must not update from a positive integer to nil value'
          : `must be less than or equal to previous value`,
      ),
    );
    return;
  }
  if (!onlyAdds(next.spec.tolerations ?? [], old.spec.tolerations ?? []))
    out.push(
      forbiddenValue(
        'spec.tolerations',
        'existing toleration can not be modified except its tolerationSeconds',
      ),
    );
  if (!jsonEqual(withoutAllowedChanges(next.spec, old.spec), old.spec))
    out.push(forbiddenValue('spec', MAY_CHANGE));
}

export function validatePodUpdate(next: Pod, old: Pod, out: FieldError[]): void {
  validateObjectMetaUpdate(next.metadata, old.metadata, 'metadata', out);
  validateObjectMeta(next.metadata, true, dns1123SubdomainErrors, 'metadata', out);
  validatePodAnnotations(next, out);
  validatePodSpec(next.spec, 'spec', out);
  if (next.spec.containers.length !== old.spec.containers.length) {
    out.push(forbiddenValue('spec.containers', 'pod updates may not add or remove containers'));
    return;
  }
  validatePodSpecUpdate(next, old, out);
}
