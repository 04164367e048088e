import type { RequestInfo } from '../types.ts';

const READ = ['get', 'list', 'watch'];
const READS_ANY = [
  'services',
  'nodes',
  'csidrivers',
  'csinodes',
  'runtimeclasses',
  'volumeattachments',
  'resourceslices',
];
/** What a kubelet may read because its Pods refer to it; the real authorizer walks a graph of these references. */
const READS_REFERRED = [
  'pods',
  'configmaps',
  'secrets',
  'serviceaccounts',
  'persistentvolumes',
  'persistentvolumeclaims',
  'resourceclaims',
  'endpoints',
  'endpointslices',
];

/** Verbs by resource (and subresource) that the role of a node allows. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  nodes: ['create', 'update', 'patch'],
  'nodes/status': ['update', 'patch'],
  pods: ['create', 'delete'],
  'pods/status': ['update', 'patch'],
  'pods/eviction': ['create'],
  events: ['create', 'update', 'patch'],
  leases: ['create', 'get', 'update', 'patch', 'delete'],
  'serviceaccounts/token': ['create'],
  csinodes: ['create', 'update', 'patch', 'delete'],
  certificatesigningrequests: ['create', 'get', 'list', 'watch'],
  tokenreviews: ['create'],
  subjectaccessreviews: ['create'],
  localsubjectaccessreviews: ['create'],
  selfsubjectaccessreviews: ['create'],
};

/** Whether the kubelet `system:node:NAME` may do it. Models plugin/pkg/auth/authorizer/node without the reference graph. */
export function nodeMay(user: string, info: RequestInfo): boolean {
  const plural = info.resource?.plural ?? '';
  const word = info.subresource === '' ? plural : `${plural}/${info.subresource}`;
  const node = user.slice('system:node:'.length);
  if (
    info.subresource === '' &&
    READ.includes(info.verb) &&
    (READS_ANY.includes(plural) || READS_REFERRED.includes(plural))
  )
    return true;
  if (WRITES[word]?.includes(info.verb) !== true) return false;
  if (plural === 'nodes' || plural === 'csinodes') return info.name === '' || info.name === node;
  if (plural === 'leases')
    return info.namespace === 'kube-node-lease' && (info.name === '' || info.name === node);
  return true;
}
