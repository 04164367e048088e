/** Models describeContainers and describeVolumes of kubectl. */
import { rfc1123Text } from '../time.ts';
import type {
  Container,
  ContainerState,
  ContainerStatus,
  EnvVar,
  Pod,
  Probe,
  ResourceRequirements,
  Volume,
} from '../types/pod.ts';
import { isObject, type JsonObject, type ResourceList } from '../value.ts';

const yesNo = (value: boolean | undefined) => (value ? 'True' : 'False');

function listLines(title: string, list: ResourceList | undefined, indent: string): string {
  const names = Object.keys(list ?? {}).sort();
  return names.length === 0
    ? ''
    : `${indent}${title}:\n${names.map((name) => `${indent}  ${name}:\t${list?.[name]}\n`).join('')}`;
}

export function resourceLines(resources: ResourceRequirements | undefined, indent: string): string {
  return listLines('Limits', resources?.limits, indent) + listLines('Requests', resources?.requests, indent);
}

function stateLines(title: string, state: ContainerState | undefined): string {
  if (state?.running)
    return `    ${title}:\tRunning\n      Started:\t${rfc1123Text(state.running.startedAt ?? '')}\n`;
  const ended = state?.terminated;
  if (!ended)
    return `    ${title}:\tWaiting\n${state?.waiting?.reason ? `      Reason:\t${state.waiting.reason}\n` : ''}`;
  return [
    `    ${title}:\tTerminated\n`,
    ended.reason ? `      Reason:\t${ended.reason}\n` : '',
    ended.message ? `      Message:\t${ended.message}\n` : '',
    `      Exit Code:\t${ended.exitCode}\n`,
    ended.signal ? `      Signal:\t${ended.signal}\n` : '',
    `      Started:\t${rfc1123Text(ended.startedAt ?? '')}\n      Finished:\t${rfc1123Text(ended.finishedAt ?? '')}\n`,
  ].join('');
}

function statusLines(status: ContainerStatus): string {
  const last = status.lastState?.terminated ? stateLines('Last State', status.lastState) : '';
  return `${stateLines('State', status.state)}${last}    Ready:\t${yesNo(status.ready)}\n    Restart Count:\t${status.restartCount ?? 0}\n`;
}

function probeAttributes(probe: Probe): string {
  return `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s period=${probe.periodSeconds ?? 0}s #success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`;
}

function probeText(probe: Probe): string {
  const attributes = probeAttributes(probe);
  if (probe.exec) return `exec [${(probe.exec.command ?? []).join(' ')}] ${attributes}`;
  if (probe.httpGet) {
    const { scheme = 'HTTP', host = '', port, path = '' } = probe.httpGet;
    return `http-get ${scheme.toLowerCase()}://${host}:${port}${path.startsWith('/') ? '' : '/'}${path} ${attributes}`;
  }
  if (probe.tcpSocket)
    return `tcp-socket ${probe.tcpSocket.host ?? ''}:${probe.tcpSocket.port} ${attributes}`;
  if (probe.grpc) return `grpc <pod>:${probe.grpc.port} ${probe.grpc.service ?? ''} ${attributes}`;
  return `unknown ${attributes}`;
}

function probeLines(container: Container): string {
  const line = (title: string, probe: Probe | undefined) =>
    probe ? `    ${title}:\t${probeText(probe)}\n` : '';
  return (
    line('Liveness', container.livenessProbe) +
    line('Readiness', container.readinessProbe) +
    line('Startup', container.startupProbe)
  );
}

/** The value of a downward field of a Pod, for the Environment section. */
function fieldValue(path: string, pod: Pod | undefined): string {
  let value: unknown = pod;
  for (const step of path.split('.')) value = isObject(value) ? value[step] : undefined;
  return typeof value === 'string' ? value : '';
}

function envLine(env: EnvVar, pod: Pod | undefined): string {
  const from = env.valueFrom;
  if (!from)
    return (env.value ?? '')
      .split('\n')
      .map((line, i) => `      ${i === 0 ? `${env.name}:` : ''}\t${line}\n`)
      .join('');
  if (from.fieldRef)
    return `      ${env.name}:\t${fieldValue(from.fieldRef.fieldPath, pod)} (${from.fieldRef.apiVersion ?? 'v1'}:${from.fieldRef.fieldPath})\n`;
  if (from.resourceFieldRef) return `      ${env.name}:\t (${from.resourceFieldRef.resource})\n`;
  if (from.secretKeyRef)
    return `      ${env.name}:\t<set to the key '${from.secretKeyRef.key}' in secret '${from.secretKeyRef.name}'>\tOptional: ${from.secretKeyRef.optional ?? false}\n`;
  return `      ${env.name}:\t<set to the key '${from.configMapKeyRef?.key}' of config map '${from.configMapKeyRef?.name}'>\tOptional: ${from.configMapKeyRef?.optional ?? false}\n`;
}

function envLines(container: Container, pod: Pod | undefined): string {
  const sources = (container.envFrom ?? []).map((source) => {
    const ref = source.configMapRef ?? source.secretRef;
    const kind = source.configMapRef ? 'ConfigMap' : 'Secret';
    return `      ${ref?.name ?? ''}\t${kind}${source.prefix ? ` with prefix '${source.prefix}'` : ''}\tOptional: ${ref?.optional ?? false}\n`;
  });
  const from = sources.length === 0 ? '' : `    Environment Variables from:\n${sources.join('')}`;
  const env = container.env ?? [];
  return `${from}    Environment:${env.length === 0 ? '\t<none>' : ''}\n${env.map((e) => envLine(e, pod)).join('')}`;
}

function mountLines(container: Container): string {
  const mounts = [...(container.volumeMounts ?? [])].sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1));
  const lines = mounts.map(
    (m) =>
      `      ${m.mountPath} from ${m.name} (${m.readOnly ? 'ro' : 'rw'}${m.subPath ? `,path="${m.subPath}"` : ''})\n`,
  );
  return `    Mounts:${mounts.length === 0 ? '\t<none>' : ''}\n${lines.join('')}`;
}

function words(title: string, list: readonly string[] | undefined): string {
  if (!list?.length) return '';
  return `    ${title}:\n${list
    .flatMap((word) => word.split('\n'))
    .map((line) => `      ${line}\n`)
    .join('')}`;
}

function portLines(container: Container): string {
  const ports = container.ports ?? [];
  const own = ports.map((p) => `${p.containerPort}/${p.protocol ?? 'TCP'}${p.name ? ` (${p.name})` : ''}`);
  const host = ports.map((p) => `${p.hostPort ?? 0}/${p.protocol ?? 'TCP'}${p.name ? ` (${p.name})` : ''}`);
  const line = (title: string, texts: readonly string[]) =>
    `    ${title}${texts.length > 1 ? 's' : ''}:\t${texts.join(', ') || '<none>'}\n`;
  return line('Port', own) + line('Host Port', host);
}

/** The containers of a Pod with their statuses, or those of a template (`space` indents it, there are no statuses). */
export function containerLines(
  title: string,
  containers: readonly Container[],
  statuses: readonly ContainerStatus[] | undefined,
  space: string,
  pod?: Pod,
): string {
  const head = `${space}${title}:${containers.length === 0 ? ' <none>' : ''}\n`;
  const byName = new Map((statuses ?? []).map((s) => [s.name, s]));
  return head + containers.map((c) => oneContainer(c, byName.get(c.name), space, pod)).join('');
}

function oneContainer(
  container: Container,
  status: ContainerStatus | undefined,
  space: string,
  pod: Pod | undefined,
): string {
  return [
    `  ${space === '' ? '' : ' '}${container.name}:\n`,
    status ? `    Container ID:\t${status.containerID ?? ''}\n` : '',
    `    Image:\t${container.image ?? ''}\n`,
    status ? `    Image ID:\t${status.imageID ?? ''}\n` : '',
    portLines(container),
    words('Command', container.command),
    words('Args', container.args),
    status ? statusLines(status) : '',
    resourceLines(container.resources, '    '),
    probeLines(container),
    envLines(container, pod),
    mountLines(container),
  ].join('');
}

const field = (source: JsonObject, key: string, otherwise = '') => String(source[key] ?? otherwise);

function projectedLines(source: JsonObject): string {
  const sources = (source['sources'] ?? []) as readonly JsonObject[];
  const lines = sources.map((s) => {
    if (isObject(s['secret']))
      return `    SecretName:\t${field(s['secret'], 'name')}\n    Optional:\t${field(s['secret'], 'optional', 'false')}\n`;
    if (isObject(s['downwardAPI'])) return '    DownwardAPI:\ttrue\n';
    if (isObject(s['configMap']))
      return `    ConfigMapName:\t${field(s['configMap'], 'name')}\n    Optional:\t${field(s['configMap'], 'optional', 'false')}\n`;
    return isObject(s['serviceAccountToken'])
      ? `    TokenExpirationSeconds:\t${field(s['serviceAccountToken'], 'expirationSeconds')}\n`
      : '';
  });
  return `    Type:\tProjected (a volume that contains injected data from multiple sources)\n${lines.join('')}`;
}

function volumeSourceLines(kind: string, source: JsonObject): string {
  switch (kind) {
    case 'hostPath':
      return `    Type:\tHostPath (bare host directory volume)\n    Path:\t${field(source, 'path')}\n    HostPathType:\t${field(source, 'type')}\n`;
    case 'emptyDir':
      return `    Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)\n    Medium:\t${field(source, 'medium')}\n    SizeLimit:\t${field(source, 'sizeLimit', '<unset>')}\n`;
    case 'secret':
      return `    Type:\tSecret (a volume populated by a Secret)\n    SecretName:\t${field(source, 'secretName')}\n    Optional:\t${field(source, 'optional', 'false')}\n`;
    case 'configMap':
      return `    Type:\tConfigMap (a volume populated by a ConfigMap)\n    Name:\t${field(source, 'name')}\n    Optional:\t${field(source, 'optional', 'false')}\n`;
    case 'persistentVolumeClaim':
      return `    Type:\tPersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)\n    ClaimName:\t${field(source, 'claimName')}\n    ReadOnly:\t${field(source, 'readOnly', 'false')}\n`;
    case 'projected':
      return projectedLines(source);
    default:
      return '  <unknown>\n';
  }
}

export function volumeLines(volumes: readonly Volume[] | undefined, space: string): string {
  if (!volumes?.length) return `${space}Volumes:\t<none>\n`;
  const one = (volume: Volume) => {
    const kind = Object.keys(volume).find((key) => key !== 'name' && isObject(volume[key])) ?? '';
    return `  ${space === '' ? '' : ' '}${volume.name}:\n${volumeSourceLines(kind, (volume[kind] ?? {}) as JsonObject)}`;
  };
  return `${space}Volumes:\n${volumes.map(one).join('')}`;
}
