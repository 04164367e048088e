import type { FilterPlugin, ScorePlugin } from './framework.ts';
import { imageLocality } from './plugins/image-locality.ts';
import { nodeAffinityFilter, nodeAffinityScore } from './plugins/node-affinity.ts';
import { nodeName } from './plugins/node-name.ts';
import { nodePorts } from './plugins/node-ports.ts';
import { nodeResourcesBalancedAllocation } from './plugins/node-resources-balanced-allocation.ts';
import { nodeResourcesFitFilter, nodeResourcesFitScore } from './plugins/node-resources-fit.ts';
import { nodeUnschedulable } from './plugins/node-unschedulable.ts';
import { taintTolerationFilter, taintTolerationScore } from './plugins/taint-toleration.ts';

/** Filters in the order of the default profile; the first that refuses a node ends the matter for it. */
export const filterPlugins: readonly FilterPlugin[] = [
  nodeUnschedulable,
  nodeName,
  taintTolerationFilter,
  nodeAffinityFilter,
  nodePorts,
  nodeResourcesFitFilter,
];

/** Scorers of the default profile with their weights. */
export const scorePlugins: readonly ScorePlugin[] = [
  taintTolerationScore,
  nodeAffinityScore,
  nodeResourcesFitScore,
  nodeResourcesBalancedAllocation,
  imageLocality,
];

/** Extension point → plugins, for the picture. */
export const profile: readonly { readonly point: string; readonly plugins: readonly string[] }[] = [
  { point: 'PreEnqueue', plugins: ['SchedulingGates'] },
  { point: 'QueueSort', plugins: ['PrioritySort'] },
  { point: 'PreFilter', plugins: ['NodeAffinity', 'NodePorts', 'NodeResourcesFit'] },
  { point: 'Filter', plugins: filterPlugins.map(({ name }) => name) },
  { point: 'PostFilter', plugins: ['DefaultPreemption'] },
  {
    point: 'PreScore',
    plugins: ['TaintToleration', 'NodeAffinity', 'NodeResourcesFit', 'NodeResourcesBalancedAllocation'],
  },
  {
    point: 'Score',
    plugins: scorePlugins.map(({ name, weight }) => (weight === 1 ? name : `${name} ×${weight}`)),
  },
  { point: 'NormalizeScore', plugins: ['TaintToleration', 'NodeAffinity'] },
  { point: 'Reserve', plugins: [] },
  { point: 'Permit', plugins: [] },
  { point: 'WaitOnPermit', plugins: [] },
  { point: 'PreBind', plugins: [] },
  { point: 'Bind', plugins: ['DefaultBinder'] },
  { point: 'PostBind', plugins: [] },
];
