/** Models validation of resource requirements and resource lists. */
import {
  forbiddenValue,
  invalidValue,
  requiredValue,
  unsupportedValue,
  type FieldError,
} from '../field-error.ts';
import { qualifiedNameErrors } from '../names.ts';
import {
  compareQuantities,
  parseQuantity,
  quantityText,
  scaledValue,
  tryParseQuantity,
  type Quantity,
} from '../quantity.ts';
import type { Pod, PodSpec, ResourceRequirements } from '../types/pod.ts';
import { podRequests } from '../pod-requests.ts';
import type { ResourceList } from '../value.ts';
import { AT_LEAST_ZERO } from './primitives.ts';

const STANDARD_CONTAINER = new Set(['cpu', 'memory', 'ephemeral-storage']);
const HUGE_PAGES = 'hugepages-';
const isNative = (name: string) => !name.includes('/') || name.includes('kubernetes.io/');
const isExtended = (name: string) => !isNative(name) && !name.startsWith('requests.');
const isOvercommitAllowed = (name: string) => isNative(name) && !name.startsWith(HUGE_PAGES);

/** Names without a domain that Kubernetes knows, beside those of containers: they are counted by quotas. */
const STANDARD = new Set([
  ...STANDARD_CONTAINER,
  'storage',
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
]);

function validateContainerResourceName(name: string, field: string, out: FieldError[]): void {
  for (const error of qualifiedNameErrors(name)) out.push(invalidValue(field, name, error));
  if (name.includes('/') || STANDARD_CONTAINER.has(name) || name.startsWith(HUGE_PAGES)) return;
  if (!STANDARD.has(name))
    out.push(invalidValue(field, name, 'must be a standard resource type or fully qualified'));
  out.push(invalidValue(field, name, 'must be a standard resource for containers'));
}

/** One amount: not negative, and whole where the resource has no parts. */
export function validateQuantity(
  name: string,
  text: string,
  field: string,
  out: FieldError[],
): Quantity | undefined {
  const quantity = tryParseQuantity(text);
  if (typeof quantity === 'string') return undefined;
  if (quantity.amount < 0n) out.push(invalidValue(field, quantityText(quantity), AT_LEAST_ZERO));
  if (isExtended(name) || name === 'pods') {
    if (scaledValue(quantity, -3) % 1000n !== 0n)
      out.push(invalidValue(field, quantityText(quantity), 'must be an integer'));
  }
  return quantity;
}

function compare(a: string, b: string): number {
  return compareQuantities(parseQuantity(a), parseQuantity(b));
}

function validateAgainstLimit(
  name: string,
  request: string,
  limit: string | undefined,
  field: string,
  out: FieldError[],
): void {
  if (limit === undefined) {
    if (!isOvercommitAllowed(name))
      out.push(requiredValue(`${field}.limits`, 'Limit must be set for non overcommitable resources'));
    return;
  }
  const order = compare(request, limit);
  const shown = quantityText(parseQuantity(request));
  if (!isOvercommitAllowed(name)) {
    if (order !== 0)
      out.push(
        invalidValue(
          `${field}.requests`,
          shown,
          `must be equal to ${name} limit of ${quantityText(parseQuantity(limit))}`,
        ),
      );
  } else if (order > 0)
    out.push(
      invalidValue(
        `${field}.requests`,
        shown,
        `must be less than or equal to ${name} limit of ${quantityText(parseQuantity(limit))}`,
      ),
    );
}

/** Requests and limits of a container. Models ValidateContainerResourceRequirements. */
export function validateContainerResources(
  resources: ResourceRequirements | undefined,
  field: string,
  out: FieldError[],
): void {
  if (resources === undefined) return;
  validateList(resources, field, validateContainerResourceName, out);
}

function validateList(
  resources: ResourceRequirements,
  field: string,
  validateResourceName: (name: string, field: string, out: FieldError[]) => void,
  out: FieldError[],
): void {
  const { limits, requests } = resources;
  for (const name in limits) {
    validateResourceName(name, `${field}.limits[${name}]`, out);
    validateQuantity(name, limits[name] as string, `${field}.limits[${name}]`, out);
  }
  for (const name in requests) {
    const before = out.length;
    validateResourceName(name, `${field}.requests[${name}]`, out);
    validateQuantity(name, requests[name] as string, `${field}.requests[${name}]`, out);
    if (out.length === before || limits?.[name] !== undefined)
      validateAgainstLimit(name, requests[name] as string, limits?.[name], field, out);
  }
  const huge = [...Object.keys(limits ?? {}), ...Object.keys(requests ?? {})].some((name) =>
    name.startsWith(HUGE_PAGES),
  );
  const basic = (list: ResourceList | undefined) =>
    list?.['cpu'] !== undefined || list?.['memory'] !== undefined;
  if (huge && !basic(limits) && !basic(requests))
    out.push(forbiddenValue(field, 'HugePages require cpu or memory'));
}

const POD_LEVEL = ['cpu', 'hugepages-', 'memory'];

function validatePodResourceName(name: string, field: string, out: FieldError[]): void {
  if (name !== 'cpu' && name !== 'memory' && !name.startsWith(HUGE_PAGES))
    out.push(unsupportedValue(field, name, POD_LEVEL));
}

/** Requests and limits of the Pod as a whole, which must cover those of its containers. Models validatePodResources. */
export function validatePodLevelResources(spec: PodSpec, field: string, out: FieldError[]): void {
  if (spec.resources === undefined) return;
  validateList(spec.resources, field, validatePodResourceName, out);
  const inContainers = podRequests({ spec } as Pod, { containersOnly: true });
  for (const name in spec.resources.requests) {
    const own = tryParseQuantity(spec.resources.requests[name] as string);
    const sum = inContainers.get(name);
    if (typeof own === 'string' || sum === undefined || compareQuantities(own, sum) >= 0) continue;
    out.push(
      invalidValue(
        `${field}.requests[${name}]`,
        quantityText(own),
        `must be greater than or equal to aggregate container requests of ${quantityText(sum)}`,
      ),
    );
  }
  for (const [i, container] of spec.containers.entries()) {
    for (const name in container.resources?.limits) {
      const limit = spec.resources.limits?.[name];
      const own = container.resources?.limits?.[name] as string;
      if (limit !== undefined && compare(own, limit) > 0) {
        out.push(
          invalidValue(
            `${field.replace(/resources$/, '')}containers[${i}].resources.limits[${name}]`,
            quantityText(parseQuantity(own)),
            `must be less than or equal to pod limits of ${quantityText(parseQuantity(limit))}`,
          ),
        );
      }
    }
  }
}
