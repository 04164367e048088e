import type { Latency } from '../kernel/kernel.ts';

/**
 * One-way times of the wires, microseconds, of a healthy cluster: machines in one rack (round trip 0.3–0.5 ms, as `ping` shows in any data
 * centre), two processes on one machine, and gRPC over a Unix socket for the CRI. `spread` is added by chance. How long parts work is theirs.
 */
export const LATENCY = {
  betweenMachinesInUs: 180,
  betweenMachinesSpreadInUs: 90,
  onOneMachineInUs: 40,
  onOneMachineSpreadInUs: 20,
  criInUs: 60,
  criSpreadInUs: 40,
} as const;

/** The latency model of every preset. */
export const latencyOf: Latency = (from, to, wire, chance) => {
  if (wire === 'cri') return LATENCY.criInUs + chance * LATENCY.criSpreadInUs;
  if (from.machine !== '' && from.machine === to.machine)
    return LATENCY.onOneMachineInUs + chance * LATENCY.onOneMachineSpreadInUs;
  return LATENCY.betweenMachinesInUs + chance * LATENCY.betweenMachinesSpreadInUs;
};
