import type { Condition, IntOrString, KubeObject } from '../value.ts';
import type { ObjectReference } from './event.ts';

/** core/v1 Service. */
export interface Service extends KubeObject {
  readonly spec: ServiceSpec;
  readonly status?: {
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
    };
    readonly conditions?: readonly Condition[];
  };
}

export interface ServiceSpec {
  readonly type?: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports?: readonly ServicePort[];
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  readonly externalIPs?: readonly string[];
  readonly externalName?: string;
  readonly sessionAffinity?: string;
  readonly ipFamilies?: readonly string[];
  readonly ipFamilyPolicy?: string;
  readonly internalTrafficPolicy?: string;
  readonly externalTrafficPolicy?: string;
  readonly publishNotReadyAddresses?: boolean;
  readonly [field: string]: unknown;
}

export interface ServicePort {
  readonly name?: string;
  readonly protocol?: string;
  readonly port: number;
  readonly targetPort?: IntOrString;
  readonly nodePort?: number;
  readonly appProtocol?: string;
}

/** discovery.k8s.io/v1 EndpointSlice. */
export interface EndpointSlice extends KubeObject {
  readonly addressType: string;
  readonly endpoints: readonly Endpoint[] | null;
  readonly ports?:
    | readonly {
        readonly name?: string;
        readonly protocol?: string;
        readonly port?: number;
        readonly appProtocol?: string;
      }[]
    | null;
}

export interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions?: {
    readonly ready?: boolean;
    readonly serving?: boolean;
    readonly terminating?: boolean;
  };
  readonly hostname?: string;
  readonly targetRef?: ObjectReference;
  readonly nodeName?: string;
  readonly zone?: string;
}
