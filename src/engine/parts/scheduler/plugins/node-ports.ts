import type { FilterPlugin } from '../framework.ts';

const NO_FREE_PORTS = {
  resolvable: true,
  reasons: ["node(s) didn't have free ports for the requested pod ports"],
};
const ANY_ADDRESS = '0.0.0.0';

function clash(a: string, b: string): boolean {
  const [protocolA, addressA, portA] = a.split('/');
  const [protocolB, addressB, portB] = b.split('/');
  if (protocolA !== protocolB || portA !== portB) return false;
  return addressA === addressB || addressA === ANY_ADDRESS || addressB === ANY_ADDRESS;
}

/** Models plugins/nodeports node_ports.go. */
export const nodePorts: FilterPlugin = {
  name: 'NodePorts',
  skipFilter: (pod) => pod.hostPorts.length === 0,
  filter: (pod, node) =>
    pod.hostPorts.some((wanted) => node.usedPorts.some((used) => clash(wanted, used))) ? NO_FREE_PORTS : null,
};
