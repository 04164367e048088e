/** Models the printers of Services, Endpoints, EndpointSlices, Ingresses and NetworkPolicies. */
import { formatLabels, formatLabelSelector } from '../labels.ts';
import type { EndpointSlice, Service, ServicePort } from '../types/service.ts';
import type { LabelSelector } from '../value.ts';
import { age, columnsOf, listWithMore, nameOf, part, type Printer } from './table.ts';

const MORE_AFTER = 3;

interface LoadBalancerStatus {
  readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
}

function loadBalancerAddresses(status: LoadBalancerStatus | undefined): readonly string[] {
  return [
    ...new Set((status?.ingress ?? []).map((i) => i.ip || i.hostname || '').filter((text) => text !== '')),
  ].sort();
}

/** The EXTERNAL-IP cell. */
export function serviceExternalIp(service: Service): string {
  const external = service.spec.externalIPs ?? [];
  switch (service.spec.type ?? '') {
    case 'ClusterIP':
    case 'NodePort':
      return external.join(',') || '<none>';
    case 'LoadBalancer':
      return [...loadBalancerAddresses(service.status?.loadBalancer), ...external].join(',') || '<pending>';
    case 'ExternalName':
      return service.spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

const portText = (port: ServicePort) =>
  `${port.port}${port.nodePort ? `:${port.nodePort}` : ''}/${port.protocol ?? 'TCP'}`;

export const servicePrinter: Printer = {
  columns: columnsOf('Name|Type|Cluster-IP|External-IP|Port(s)|Age|Selector*'),
  cells: (object, nowUs) => {
    const service = object as Service;
    const clusterIp = service.spec.clusterIPs?.[0] || service.spec.clusterIP || '<none>';
    const ports = (service.spec.ports ?? []).map(portText).join(',') || '<none>';
    return [
      nameOf(object),
      service.spec.type ?? '',
      clusterIp,
      serviceExternalIp(service),
      ports,
      age(object, nowUs),
      formatLabels(service.spec.selector),
    ];
  },
};

interface Subset {
  readonly addresses?: readonly { readonly ip: string }[];
  readonly ports?: readonly { readonly port: number }[];
}

const hostPort = (ip: string, port: number) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);

export const endpointsPrinter: Printer = {
  columns: columnsOf('Name|Endpoints|Age'),
  cells: (object, nowUs) => {
    const subsets = (object['subsets'] ?? []) as readonly Subset[];
    const texts = subsets.flatMap(({ addresses = [], ports = [] }) =>
      ports.length === 0
        ? addresses.map((a) => a.ip)
        : ports.flatMap((p) => addresses.map((a) => hostPort(a.ip, p.port))),
    );
    return [
      nameOf(object),
      subsets.length === 0 ? '<none>' : listWithMore(texts, MORE_AFTER),
      age(object, nowUs),
    ];
  },
};

export const endpointSlicePrinter: Printer = {
  columns: columnsOf('Name|AddressType|Ports|Endpoints|Age'),
  cells: (object, nowUs) => {
    const slice = object as EndpointSlice;
    const ports = (slice.ports ?? []).map((p) => (p.port === undefined ? (p.name ?? '*') : String(p.port)));
    const addresses = (slice.endpoints ?? []).flatMap((e) => e.addresses);
    return [
      nameOf(object),
      slice.addressType,
      listWithMore(ports, MORE_AFTER) || '<unset>',
      listWithMore(addresses, MORE_AFTER) || '<unset>',
      age(object, nowUs),
    ];
  },
};

export const ingressPrinter: Printer = {
  columns: columnsOf('Name|Class|Hosts|Address|Ports|Age'),
  cells: (object, nowUs) => {
    const spec = part(object, 'spec') as {
      ingressClassName?: string;
      rules?: readonly { host?: string }[];
      tls?: readonly unknown[];
    };
    const rules = spec.rules ?? [];
    const hosts = rules
      .slice(0, MORE_AFTER)
      .map((rule) => rule.host ?? '')
      .filter((host) => host !== '');
    const more =
      rules.length > MORE_AFTER && hosts.length === MORE_AFTER
        ? ` + ${rules.length - MORE_AFTER} more...`
        : '';
    const status = part(object, 'status') as { loadBalancer?: LoadBalancerStatus };
    const ports = (spec.tls?.length ?? 0) > 0 ? '80, 443' : '80';
    return [
      nameOf(object),
      spec.ingressClassName ?? '<none>',
      hosts.length === 0 ? '*' : hosts.join(',') + more,
      loadBalancerAddresses(status.loadBalancer).join(','),
      ports,
      age(object, nowUs),
    ];
  },
};

export const ingressClassPrinter: Printer = {
  columns: columnsOf('Name|Controller|Parameters|Age'),
  cells: (object, nowUs) => {
    const spec = part(object, 'spec') as {
      controller?: string;
      parameters?: { apiGroup?: string; kind: string; name: string };
    };
    const p = spec.parameters;
    const parameters =
      p === undefined ? '<none>' : `${p.kind}${p.apiGroup ? `.${p.apiGroup}` : ''}/${p.name}`;
    return [nameOf(object), spec.controller ?? '', parameters, age(object, nowUs)];
  },
};

export const networkPolicyPrinter: Printer = {
  columns: columnsOf('Name|Pod-Selector|Age'),
  cells: (object, nowUs) => [
    nameOf(object),
    formatLabelSelector((part(object, 'spec')['podSelector'] ?? {}) as LabelSelector),
    age(object, nowUs),
  ],
};
