/** Models pkg/apis/core/v1/defaults.go for Pods and Pod templates, and what Go's encoder adds for structs that have no omitempty. */
import { canonicalText, quantityText, roundUpQuantity, tryParseQuantity } from '../quantity.ts';
import type {
  Container,
  ContainerPort,
  EnvVar,
  Pod,
  PodSpec,
  PodTemplateSpec,
  Probe,
  ProbeHandler,
  ResourceRequirements,
} from '../types/pod.ts';
import type { ResourceList } from '../value.ts';
import { alter, alterEach, fill, put } from './fill.ts';
import { volumeDefaults } from './volume.ts';

const MILLI = -3;
const texts = new Map<string, string>();

/** A quantity as it is stored: rounded up to thousandths, in its canonical form. Malformed text is left for validation to refuse. */
export function storedQuantity(text: unknown): unknown {
  if (typeof text !== 'string' && typeof text !== 'number') return text;
  const key = String(text);
  const known = texts.get(key);
  if (known !== undefined) return known;
  const quantity = tryParseQuantity(key);
  if (typeof quantity === 'string') return text;
  const rounded = roundUpQuantity(quantity, MILLI);
  const stored = rounded === quantity ? quantityText(quantity) : canonicalText(rounded);
  if (texts.size > 4096) texts.clear();
  texts.set(key, stored);
  return stored;
}

export function storedResourceList(list: ResourceList): ResourceList {
  let out: Record<string, string> | undefined;
  for (const name in list) {
    const stored = storedQuantity(list[name]) as string;
    if (stored === list[name]) continue;
    out ??= { ...list };
    out[name] = stored;
  }
  return out ?? list;
}

export function resourceRequirements(resources: ResourceRequirements): ResourceRequirements {
  return alter(alter(resources, 'limits', storedResourceList), 'requests', storedResourceList);
}

/** Limits stand in for requests that were not given. */
function requestsFromLimits(container: Container): Container {
  const limits = container.resources?.limits;
  if (limits === undefined || limits === null) return container;
  const requests = fill(container.resources?.requests ?? {}, limits);
  return put(container, 'resources', put(container.resources as object, 'requests', requests));
}

/** `Always` for an image without a tag or with `latest`, else `IfNotPresent`. */
export function pullPolicyOf(image: string | undefined): string {
  const name = image ?? '';
  if (name.includes('@')) return 'IfNotPresent';
  const last = name.slice(name.lastIndexOf('/') + 1);
  const colon = last.indexOf(':');
  return colon < 0 || last.slice(colon + 1) === 'latest' ? 'Always' : 'IfNotPresent';
}

const PROBE = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
const HTTP_GET = { path: '/', scheme: 'HTTP' };

function handler<T extends ProbeHandler>(value: T): T {
  return alter(
    alter(value, 'httpGet', (get: object) => fill(emptyGone(get), HTTP_GET)),
    'grpc',
    (grpc: object) => fill(grpc, { service: '' }),
  );
}

/** An empty path or scheme counts as none. */
function emptyGone(get: object): object {
  const { path, scheme } = get as { path?: string; scheme?: string };
  const noPath = path === '' ? put(get, 'path', undefined) : get;
  return scheme === '' ? put(noPath, 'scheme', undefined) : noPath;
}

/** In a probe a number of 0 stands for the default too: the Go field is no pointer. */
function probe(value: Probe): Probe {
  let out = value;
  for (const key in PROBE) if ((out as Record<string, unknown>)[key] === 0) out = put(out, key, undefined);
  return handler(fill(out, PROBE));
}

function envVar(env: EnvVar): EnvVar {
  return alter(env, 'valueFrom', (from: object) =>
    alter(
      alter(from, 'fieldRef', (ref: object) => fill(ref, { apiVersion: 'v1' })),
      'resourceFieldRef',
      (ref: { divisor?: string }) =>
        put(fill(ref, { divisor: '0' }), 'divisor', storedQuantity(ref.divisor ?? '0')),
    ),
  );
}

const CONTAINER = {
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  resources: {},
};

function port(value: ContainerPort): ContainerPort {
  return fill(value.protocol === '' ? put(value, 'protocol', undefined) : value, { protocol: 'TCP' });
}

function hostPort(value: ContainerPort): ContainerPort {
  return value.hostPort ? value : put(value, 'hostPort', value.containerPort);
}

function container(value: Container): Container {
  let out = fill(value, CONTAINER);
  if (!out.imagePullPolicy) out = put(out, 'imagePullPolicy', pullPolicyOf(out.image));
  out = alterEach(out, 'ports', port);
  out = alterEach(out, 'env', envVar);
  for (const key of ['livenessProbe', 'readinessProbe', 'startupProbe']) out = alter(out, key, probe);
  out = alter(out, 'lifecycle', (life: object) =>
    alter(alter(life, 'postStart', handler<ProbeHandler>), 'preStop', handler<ProbeHandler>),
  );
  return alter(out, 'resources', resourceRequirements);
}

const SPEC = {
  dnsPolicy: 'ClusterFirst',
  restartPolicy: 'Always',
  securityContext: {},
  terminationGracePeriodSeconds: 30,
  schedulerName: 'default-scheduler',
};

/** Specs that have all their defaults: an update of a status brings the stored spec itself, which need not be gone through again. */
const whole = new WeakSet<PodSpec>();

/** The defaults of a Pod's spec wherever it stands, in a Pod or in a template. */
export function podSpecDefaults(spec: PodSpec): PodSpec {
  if (whole.has(spec)) return spec;
  const out = filledSpec(spec);
  // A manifest may have anything where a spec should be.
  if (typeof out === 'object') whole.add(out);
  return out;
}

function filledSpec(spec: PodSpec): PodSpec {
  let out = fill(spec, SPEC);
  for (const key in SPEC)
    if ((out as Record<string, unknown>)[key] === '')
      out = put(out, key, (SPEC as Record<string, unknown>)[key]);
  for (const key of ['containers', 'initContainers', 'ephemeralContainers']) {
    out = alterEach(out, key, container);
    if (out.hostNetwork === true && key !== 'ephemeralContainers')
      out = alterEach(out, key, (c: Container) => alterEach(c, 'ports', hostPort));
  }
  out = alter(out, 'overhead', storedResourceList);
  out = alter(out, 'resources', resourceRequirements);
  return alterEach(out, 'volumes', volumeDefaults);
}

/** The defaults of a Pod: those of its spec, and what only a Pod itself gets. */
export function podDefaults(pod: Pod): Pod {
  let spec = podSpecDefaults(pod.spec ?? ({} as PodSpec));
  spec = fill(spec, { enableServiceLinks: true });
  spec = alterEach(spec, 'containers', requestsFromLimits);
  spec = alterEach(spec, 'initContainers', requestsFromLimits);
  return fill(put(pod, 'spec', spec), { metadata: {}, status: {} });
}

export function podTemplateDefaults(template: PodTemplateSpec | undefined): PodTemplateSpec {
  const from = template ?? ({} as PodTemplateSpec);
  return fill(put(from, 'spec', podSpecDefaults(from.spec ?? ({} as PodSpec))), { metadata: {} });
}
