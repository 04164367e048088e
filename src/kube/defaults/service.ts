/** Models the defaults of Service, EndpointSlice, Endpoints, Ingress, IngressClass and NetworkPolicy. */
import type { ServicePort, ServiceSpec } from '../types/service.ts';
import type { KubeObject } from '../value.ts';
import { alter, alterEach, fill, put } from './fill.ts';
import { withSpec } from './workloads.ts';

function servicePort(port: ServicePort): ServicePort {
  const typed = fill(port, { protocol: 'TCP' });
  return typed.targetPort === undefined || typed.targetPort === 0 || typed.targetPort === ''
    ? put(typed, 'targetPort', typed.port)
    : typed;
}

function serviceSpec(spec: ServiceSpec): ServiceSpec {
  let out = fill(spec, { sessionAffinity: 'None', type: 'ClusterIP' });
  if (out.sessionAffinity === 'ClientIP') {
    const clientIP = (out['sessionAffinityConfig'] as { clientIP?: object } | undefined)?.clientIP;
    out = put(out, 'sessionAffinityConfig', { clientIP: fill(clientIP, { timeoutSeconds: 10_800 }) });
  }
  out = alterEach(out, 'ports', servicePort);
  const external = out.type === 'NodePort' || out.type === 'LoadBalancer';
  if (external || (out.externalIPs?.length ?? 0) > 0) out = fill(out, { externalTrafficPolicy: 'Cluster' });
  if (external || out.type === 'ClusterIP') out = fill(out, { internalTrafficPolicy: 'Cluster' });
  return out.type === 'LoadBalancer' ? fill(out, { allocateLoadBalancerNodePorts: true }) : out;
}

export function serviceDefaults(object: KubeObject): KubeObject {
  return fill(
    withSpec(object, (spec) => serviceSpec(spec as ServiceSpec)),
    { status: { loadBalancer: {} } },
  );
}

export function endpointSliceDefaults(object: KubeObject): KubeObject {
  const ports = alterEach(object, 'ports', (port: object) => fill(port, { name: '', protocol: 'TCP' }));
  return alterEach(ports, 'endpoints', (endpoint: object) => fill(endpoint, { conditions: {} }));
}

export function endpointsDefaults(object: KubeObject): KubeObject {
  return alterEach(object, 'subsets', (subset: object) =>
    alterEach(subset, 'ports', (port: object) => fill(port, { protocol: 'TCP' })),
  );
}

export function ingressDefaults(object: KubeObject): KubeObject {
  return fill(object, { status: { loadBalancer: {} } });
}

export function ingressClassDefaults(object: KubeObject): KubeObject {
  return alter(object, 'spec', (spec: object) =>
    alter(spec, 'parameters', (parameters: object) => fill(parameters, { scope: 'Cluster' })),
  );
}

const policyPort = (port: object) => fill(port, { protocol: 'TCP' });

export function networkPolicyDefaults(object: KubeObject): KubeObject {
  return withSpec(object, (spec) => {
    let out = spec;
    for (const direction of ['ingress', 'egress'])
      out = alterEach(out, direction, (rule: object) => alterEach(rule, 'ports', policyPort));
    const egress = Array.isArray(spec['egress']) && spec['egress'].length > 0;
    return Array.isArray(out['policyTypes']) && out['policyTypes'].length > 0
      ? out
      : put(out, 'policyTypes', egress ? ['Ingress', 'Egress'] : ['Ingress']);
  });
}
