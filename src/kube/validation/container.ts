/** Models core validation of containers: names, images, ports, environment, mounts, resources, probes, security. */
import {
  duplicateValue,
  forbiddenValue,
  invalidValue,
  notFoundValue,
  requiredValue,
  type FieldError,
} from '../field-error.ts';
import { dns1123LabelErrors, qualifiedNameErrors } from '../names.ts';
import type { Container, EnvVar, PodSpec } from '../types/pod.ts';
import { validateName, validateOneOf, validatePortNumber, portNameErrors } from './primitives.ts';
import { validateProbes } from './probe.ts';
import { validateContainerResources } from './resources.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];
const INT32_MAX = 2_147_483_647;

function validatePorts(container: Container, field: string, out: FieldError[]): void {
  const names = new Set<string>();
  container.ports?.forEach((port, i) => {
    const at = `${field}.ports[${i}]`;
    if (port.name) {
      const complaints = portNameErrors(port.name);
      for (const error of complaints) out.push(invalidValue(`${at}.name`, port.name, error));
      if (complaints.length === 0 && names.has(port.name)) out.push(duplicateValue(`${at}.name`, port.name));
      names.add(port.name);
    }
    if (!port.containerPort) out.push(requiredValue(`${at}.containerPort`));
    else validatePortNumber(port.containerPort, `${at}.containerPort`, out);
    if (port.hostPort) validatePortNumber(port.hostPort, `${at}.hostPort`, out);
    validateOneOf(port.protocol, PROTOCOLS, `${at}.protocol`, out);
  });
}

const FIELD_PATHS = new Set([
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'metadata.labels',
  'metadata.annotations',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]);
const ENV_FIELD_PATHS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const RESOURCE_FIELDS = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

/** `metadata.labels['app']` → its map and key. */
function subscript(path: string): { readonly map: string; readonly key: string } | undefined {
  const open = path.indexOf("['");
  return open > 0 && path.endsWith("']")
    ? { map: path.slice(0, open), key: path.slice(open + 2, -2) }
    : undefined;
}

function validateFieldRef(path: string, field: string, out: FieldError[]): void {
  const keyed = subscript(path);
  if (path === '') out.push(requiredValue(`${field}.fieldPath`));
  else if (keyed && (keyed.map === 'metadata.labels' || keyed.map === 'metadata.annotations')) {
    const key = keyed.map === 'metadata.annotations' ? keyed.key.toLowerCase() : keyed.key;
    for (const error of qualifiedNameErrors(key)) out.push(invalidValue(field, keyed.key, error));
  } else if (!FIELD_PATHS.has(path))
    out.push(
      invalidValue(
        `${field}.fieldPath`,
        path,
        `error converting fieldPath: field label not supported: ${path}`,
      ),
    );
  else validateOneOf(path, ENV_FIELD_PATHS, `${field}.fieldPath`, out);
}

function validateEnvSource(env: EnvVar, field: string, out: FieldError[]): void {
  const from = env.valueFrom;
  if (from === undefined || from === null) return;
  const kinds = Object.keys(from).filter((key) => (from as Record<string, unknown>)[key] !== undefined);
  if (kinds.length === 0)
    out.push(
      invalidValue(
        field,
        '',
        'must specify one of: `configMapKeyRef`, `fieldRef`, `resourceFieldRef`, `secretKeyRef`',
      ),
    );
  if (from.fieldRef) validateFieldRef(from.fieldRef.fieldPath ?? '', `${field}.fieldRef`, out);
  if (from.resourceFieldRef) {
    const { resource } = from.resourceFieldRef;
    if (!resource) out.push(requiredValue(`${field}.resourceFieldRef.resource`));
    else if (!resource.includes('hugepages-'))
      validateOneOf(resource, RESOURCE_FIELDS, `${field}.resourceFieldRef.resource`, out);
  }
  for (const ref of ['configMapKeyRef', 'secretKeyRef'] as const) {
    const value = from[ref];
    if (!value) continue;
    if (!value.name) out.push(requiredValue(`${field}.${ref}.name`));
    if (!value.key) out.push(requiredValue(`${field}.${ref}.key`));
  }
  if (env.value && kinds.length > 0)
    out.push(invalidValue(field, '', 'may not be specified when `value` is not empty'));
  if (kinds.length > 1)
    out.push(invalidValue(field, '', 'may not have more than one field specified at a time'));
}

const ENV_NAME =
  "a valid environment variable name must consist only of printable ASCII characters other than '='";

function isEnvName(name: string): boolean {
  for (let i = 0; i < name.length; i += 1) {
    const c = name.charCodeAt(i);
    if (c < 32 || c > 126 || c === 61) return false;
  }
  return true;
}

function validateEnv(container: Container, field: string, out: FieldError[]): void {
  container.env?.forEach((env, i) => {
    if (!env.name) out.push(requiredValue(`${field}.env[${i}].name`));
    else if (!isEnvName(env.name)) out.push(invalidValue(`${field}.env[${i}].name`, env.name, ENV_NAME));
    validateEnvSource(env, `${field}.env[${i}].valueFrom`, out);
  });
  container.envFrom?.forEach((from, i) => {
    const at = `${field}.envFrom[${i}]`;
    if (from.prefix && !isEnvName(from.prefix)) out.push(invalidValue(`${at}.prefix`, from.prefix, ENV_NAME));
    if (from.configMapRef && !from.configMapRef.name) out.push(requiredValue(`${at}.configMapRef.name`));
    if (from.secretRef && !from.secretRef.name) out.push(requiredValue(`${at}.secretRef.name`));
    const count = (from.configMapRef ? 1 : 0) + (from.secretRef ? 1 : 0);
    if (count === 0)
      out.push(invalidValue(`${field}.envFrom`, '', 'must specify one of: `configMapRef` or `secretRef`'));
    if (count > 1)
      out.push(invalidValue(`${field}.envFrom`, '', 'may not have more than one field specified at a time'));
  });
}

function validateMounts(
  container: Container,
  volumes: ReadonlySet<string>,
  field: string,
  out: FieldError[],
): void {
  const paths = new Set<string>();
  container.volumeMounts?.forEach((mount, i) => {
    const at = `${field}.volumeMounts[${i}]`;
    if (!mount.name) out.push(requiredValue(`${at}.name`));
    if (!volumes.has(mount.name)) out.push(notFoundValue(`${at}.name`, mount.name ?? ''));
    if (!mount.mountPath) out.push(requiredValue(`${at}.mountPath`));
    if (paths.has(mount.mountPath))
      out.push(invalidValue(`${at}.mountPath`, mount.mountPath, 'must be unique'));
    paths.add(mount.mountPath);
    if (mount.subPath?.split('/').includes('..'))
      out.push(invalidValue(`${at}.subPath`, mount.subPath, "must not contain '..'"));
  });
}

interface SecurityContext {
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly capabilities?: { readonly add?: readonly string[] };
}

/** Checks an id of a user or group. */
export function validateId(id: number | undefined, field: string, out: FieldError[]): void {
  if (id !== undefined && (id < 0 || id > INT32_MAX))
    out.push(invalidValue(field, id, `must be between 0 and ${INT32_MAX}, inclusive`));
}

function validateSecurity(container: Container, field: string, out: FieldError[]): void {
  const context = container.securityContext as SecurityContext | undefined;
  if (context === undefined || context === null) return;
  validateId(context.runAsUser, `${field}.runAsUser`, out);
  validateId(context.runAsGroup, `${field}.runAsGroup`, out);
  if (context.allowPrivilegeEscalation !== false) return;
  if (context.privileged === true)
    out.push(
      invalidValue(field, context, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'),
    );
  if (context.capabilities?.add?.some((cap) => cap === 'CAP_SYS_ADMIN'))
    out.push(
      invalidValue(
        field,
        context,
        'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN',
      ),
    );
}

const RESIZE_RESOURCES = ['cpu', 'memory'];
const RESIZE_POLICIES = ['NotRequired', 'RestartContainer'];

function validateResizePolicy(container: Container, field: string, out: FieldError[]): void {
  const list = container['resizePolicy'] as
    | readonly { readonly resourceName: string; readonly restartPolicy: string }[]
    | undefined;
  const seen = new Set<string>();
  for (const policy of list ?? []) {
    if (seen.has(policy.resourceName)) out.push(duplicateValue(field, policy.resourceName));
    seen.add(policy.resourceName);
    validateOneOf(policy.resourceName, RESIZE_RESOURCES, field, out);
    validateOneOf(policy.restartPolicy, RESIZE_POLICIES, field, out);
  }
}

/** What every container must satisfy. Models validateContainerCommon. */
function validateCommon(
  container: Container,
  volumes: ReadonlySet<string>,
  field: string,
  out: FieldError[],
): void {
  if (!container.name) out.push(requiredValue(`${field}.name`));
  else validateName(container.name, `${field}.name`, dns1123LabelErrors, out);
  if (!container.image) out.push(requiredValue(`${field}.image`));
  validateOneOf(
    container.terminationMessagePolicy,
    MESSAGE_POLICIES,
    `${field}.terminationMessagePolicy`,
    out,
  );
  validatePorts(container, field, out);
  validateEnv(container, field, out);
  validateMounts(container, volumes, field, out);
  validateOneOf(container.imagePullPolicy, PULL_POLICIES, `${field}.imagePullPolicy`, out);
  validateContainerResources(container.resources, `${field}.resources`, out);
  validateResizePolicy(container, `${field}.resizePolicy`, out);
  validateSecurity(container, `${field}.securityContext`, out);
}

function validateHostPorts(containers: readonly Container[], field: string, out: FieldError[]): void {
  const taken = new Set<string>();
  containers.forEach((container, i) =>
    container.ports?.forEach((port, j) => {
      if (!port.hostPort) return;
      const text = `${port.protocol ?? 'TCP'}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (taken.has(text)) out.push(duplicateValue(`${field}[${i}].ports[${j}].hostPort`, text));
      taken.add(text);
    }),
  );
}

/** Regular and init containers of a Pod's spec, in upstream's order. */
export function validateContainers(
  spec: PodSpec,
  volumes: ReadonlySet<string>,
  field: string,
  out: FieldError[],
): void {
  const names = new Set<string>();
  const containers = spec.containers ?? [];
  if (containers.length === 0) out.push(requiredValue(`${field}.containers`));
  containers.forEach((container, i) => {
    const at = `${field}.containers[${i}]`;
    validateCommon(container, volumes, at, out);
    if (names.has(container.name)) out.push(duplicateValue(`${at}.name`, container.name));
    names.add(container.name);
    validateProbes(container, at, out);
  });
  validateHostPorts(containers, `${field}.containers`, out);
  spec.initContainers?.forEach((container, i) =>
    validateInitContainer(container, names, volumes, `${field}.initContainers[${i}]`, out),
  );
}

function validateInitContainer(
  container: Container,
  names: Set<string>,
  volumes: ReadonlySet<string>,
  field: string,
  out: FieldError[],
): void {
  validateCommon(container, volumes, field, out);
  if (names.has(container.name)) out.push(duplicateValue(`${field}.name`, container.name));
  names.add(container.name);
  if (container.restartPolicy === 'Always') return validateProbes(container, field, out);
  for (const key of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    if (container[key])
      out.push(
        forbiddenValue(`${field}.${key}`, 'may not be set for init containers without restartPolicy=Always'),
      );
  }
}
