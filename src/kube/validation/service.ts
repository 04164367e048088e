/** Models core validation of Services. */
import {
  duplicateValue,
  forbiddenValue,
  invalidValue,
  requiredValue,
  type FieldError,
} from '../field-error.ts';
import { dns1123LabelErrors, dns1123SubdomainErrors, qualifiedNameErrors } from '../names.ts';
import type { Service, ServicePort, ServiceSpec } from '../types/service.ts';
import { validateLabels, validateObjectMeta } from './metadata.ts';
import {
  CIDR_MESSAGE,
  IP_MESSAGE,
  isCidr,
  isIp,
  validateName,
  validateOneOf,
  validatePortNumber,
  validatePortNumberOrName,
} from './primitives.ts';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const POLICIES = ['Cluster', 'Local'];
const DAY_IN_SECONDS = 86_400;

const usesNodePorts = (spec: ServiceSpec) => spec.type === 'NodePort' || spec.type === 'LoadBalancer';

function validatePort(
  port: ServicePort,
  several: boolean,
  names: Set<string>,
  field: string,
  out: FieldError[],
): void {
  if (several && !port.name) out.push(requiredValue(`${field}.name`));
  else if (port.name) {
    validateName(port.name, `${field}.name`, dns1123LabelErrors, out);
    if (names.has(port.name)) out.push(duplicateValue(`${field}.name`, port.name));
    names.add(port.name);
  }
  validatePortNumber(port.port ?? 0, `${field}.port`, out);
  validateOneOf(port.protocol, PROTOCOLS, `${field}.protocol`, out);
  validatePortNumberOrName(port.targetPort, `${field}.targetPort`, out);
  if (port.appProtocol) validateName(port.appProtocol, `${field}.appProtocol`, qualifiedNameErrors, out);
}

/** Ports and node ports may stand once only for each protocol. */
function validateUniquePorts(spec: ServiceSpec, ports: readonly ServicePort[], out: FieldError[]): void {
  const seen = new Set<string>();
  const nodePorts = new Set<string>();
  ports.forEach((port, i) => {
    const id = `${port.protocol} ${port.port}`;
    if (seen.has(id))
      out.push(
        duplicateValue(`spec.ports[${i}]`, {
          Name: '',
          Protocol: port.protocol,
          AppProtocol: null,
          Port: port.port,
          TargetPort: 0,
          NodePort: 0,
        }),
      );
    seen.add(id);
    if (!port.nodePort) return;
    if (!usesNodePorts(spec))
      out.push(forbiddenValue(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
    const nodePort = `${port.protocol} ${port.nodePort}`;
    if (nodePorts.has(nodePort)) out.push(duplicateValue(`spec.ports[${i}].nodePort`, port.nodePort));
    nodePorts.add(nodePort);
  });
}

function validateTypeNeeds(spec: ServiceSpec, out: FieldError[]): void {
  const headless = spec.clusterIP === 'None' && spec.clusterIPs !== undefined;
  if ((spec.ports ?? []).length === 0 && !headless && spec.type !== 'ExternalName')
    out.push(requiredValue('spec.ports'));
  if (usesNodePorts(spec) && headless)
    out.push(
      invalidValue('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`),
    );
  if (spec.type !== 'ExternalName') return;
  if ((spec.clusterIPs?.length ?? 0) > 0)
    out.push(forbiddenValue('spec.clusterIPs', 'may not be set for ExternalName services'));
  if (spec.externalName) validateName(spec.externalName, 'spec.externalName', dns1123SubdomainErrors, out);
  else out.push(requiredValue('spec.externalName'));
}

function validateClusterIps(spec: ServiceSpec, out: FieldError[]): void {
  const ips = spec.clusterIPs ?? [];
  if (spec.type === 'ExternalName') return;
  if (ips.length === 0 && spec.clusterIP) out.push(requiredValue('spec.clusterIPs'));
  else if (ips.length > 0 && !spec.clusterIP)
    out.push(invalidValue('spec.clusterIPs', ips, 'must be empty when `clusterIP` is not specified'));
  else if (ips.length > 0 && ips[0] !== spec.clusterIP)
    out.push(invalidValue('spec.clusterIPs', ips, 'first value must match `clusterIP`'));
  const families = ips.map((ip) => ip.includes(':'));
  if (ips.length > 1 && new Set(families).size < ips.length)
    out.push(invalidValue('spec.clusterIPs', ips, 'may specify no more than one IP for each IP family'));
  spec.ipFamilies?.forEach((family, i) => {
    if (spec.ipFamilies?.indexOf(family) !== i) out.push(duplicateValue(`spec.ipFamilies[${i}]`, family));
  });
  validateOneOf(
    spec.ipFamilyPolicy,
    ['PreferDualStack', 'RequireDualStack', 'SingleStack'],
    'spec.ipFamilyPolicy',
    out,
  );
}

function validateTraffic(spec: ServiceSpec, out: FieldError[]): void {
  validateOneOf(spec.sessionAffinity, ['ClientIP', 'None'], 'spec.sessionAffinity', out);
  const seconds = (
    spec['sessionAffinityConfig'] as { readonly clientIP?: { readonly timeoutSeconds?: number } } | undefined
  )?.clientIP?.timeoutSeconds;
  if (seconds !== undefined && (seconds <= 0 || seconds > DAY_IN_SECONDS))
    out.push(
      invalidValue(
        'spec.sessionAffinityConfig.clientIP.timeoutSeconds',
        seconds,
        `must be greater than 0 and less than ${DAY_IN_SECONDS}`,
      ),
    );
  validateOneOf(spec.externalTrafficPolicy, POLICIES, 'spec.externalTrafficPolicy', out);
  validateOneOf(spec.internalTrafficPolicy, POLICIES, 'spec.internalTrafficPolicy', out);
  validateOneOf(
    spec['trafficDistribution'] as string | undefined,
    ['PreferClose', 'PreferSameZone', 'PreferSameNode'],
    'spec.trafficDistribution',
    out,
  );
  spec.externalIPs?.forEach((ip, i) => {
    if (!isIp(ip)) out.push(invalidValue(`spec.externalIPs[${i}]`, ip, IP_MESSAGE));
    else if (ip === '0.0.0.0')
      out.push(invalidValue(`spec.externalIPs[${i}]`, ip, 'may not be unspecified (0.0.0.0)'));
  });
}

function validateLoadBalancer(spec: ServiceSpec, out: FieldError[]): void {
  const ranges = (spec['loadBalancerSourceRanges'] ?? []) as readonly string[];
  ranges.forEach((range, i) => {
    if (!isCidr(range.trim()))
      out.push(invalidValue(`spec.LoadBalancerSourceRanges[${i}]`, range, CIDR_MESSAGE));
  });
  const className = spec['loadBalancerClass'] as string | undefined;
  if (className === undefined) return;
  if (spec.type !== 'LoadBalancer')
    out.push(forbiddenValue('spec.loadBalancerClass', "may only be used when `type` is 'LoadBalancer'"));
  else validateName(className, 'spec.loadBalancerClass', qualifiedNameErrors, out);
}

/** A new Service. */
export function validateService(service: Service, out: FieldError[]): void {
  const { spec } = service;
  validateObjectMeta(service.metadata, true, dns1123LabelErrors, 'metadata', out);
  validateTypeNeeds(spec, out);
  const names = new Set<string>();
  const ports = spec.ports ?? [];
  ports.forEach((port, i) => validatePort(port, ports.length > 1, names, `spec.ports[${i}]`, out));
  validateLabels(spec.selector, 'spec.selector', out);
  validateOneOf(spec.type, TYPES, 'spec.type', out);
  validateUniquePorts(spec, ports, out);
  validateClusterIps(spec, out);
  validateTraffic(spec, out);
  validateLoadBalancer(spec, out);
}

export function validateServiceUpdate(next: Service, old: Service, out: FieldError[]): void {
  const before = old.spec.clusterIPs?.[0] ?? old.spec.clusterIP;
  const after = next.spec.clusterIPs?.[0] ?? next.spec.clusterIP;
  const both = old.spec.type !== 'ExternalName' && next.spec.type !== 'ExternalName';
  if (both && before && before !== after)
    out.push(
      invalidValue('spec.clusterIPs[0]', next.spec.clusterIPs ?? [after ?? ''], 'may not change once set'),
    );
  validateService(next, out);
}
