import type { FilterPlugin } from '../framework.ts';

const WRONG_NAME = { resolvable: false, reasons: ["node(s) didn't match the requested node name"] };

/** Models plugins/nodename node_name.go. */
export const nodeName: FilterPlugin = {
  name: 'NodeName',
  filter: (pod, node) => {
    const wanted = pod.pod.spec.nodeName;
    return wanted === undefined || wanted === '' || wanted === node.name ? null : WRONG_NAME;
  },
};
