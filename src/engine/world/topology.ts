/** Which machines a world has and what runs on them. */
export interface NodeSpec {
  readonly name: string;
  readonly milliCpu: number;
  readonly memoryInBytes: number;
  readonly pods: number;
  /** What its Pods' addresses are drawn from. */
  readonly podCidr: string;
  readonly address: string;
}

export interface Topology {
  readonly controlPlanes: readonly string[];
  /** How many of the control-plane machines run a kube-apiserver. */
  readonly apiservers: number;
  readonly nodes: readonly NodeSpec[];
  /** Wall-clock second at virtual time 0; objects carry timestamps counted from it. */
  readonly epochSeconds: number;
}

/** 2026-01-05T09:00:00Z: a Monday morning. Any fixed second would do; timestamps must not depend on when the page is opened. */
export const EPOCH_SECONDS = 1_767_603_600;

const GIB = 1024 ** 3;

/** Three control-plane machines, `count` nodes of 4 cores and 8 GiB. */
export function topologyOf(count: number, apiservers = 1): Topology {
  return {
    controlPlanes: ['cp-1', 'cp-2', 'cp-3'],
    apiservers,
    nodes: Array.from({ length: count }, (_, i) => ({
      name: `node-${i + 1}`,
      milliCpu: 4000,
      memoryInBytes: 8 * GIB,
      pods: 110,
      podCidr: `10.244.${i + 1}.0/24`,
      address: `192.0.2.${i + 10 > 254 ? 254 : i + 10}`,
    })),
    epochSeconds: EPOCH_SECONDS,
  };
}

/** The presets a session may name. `nodes-N` is the standard world with N nodes. */
export function presetOf(name: string): Topology {
  if (name === 'standard') return topologyOf(3);
  const count = name.startsWith('nodes-') ? Number(name.slice('nodes-'.length)) : Number.NaN;
  if (Number.isInteger(count) && count >= 1 && count <= 5000) return topologyOf(count);
  throw new Error(`there is no preset "${name}"; use "standard", or "nodes-N" with N from 1 to 5000`);
}
