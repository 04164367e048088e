import { forbidden, namespaceTerminating, notFound } from '../../../../../kube/status.ts';
import type { AdmissionPlugin } from './plugin.ts';

const IMMORTAL = ['default', 'kube-system', 'kube-public'];

/** Nothing is created in a Namespace that is not there or going away; three Namespaces live for ever. Models admission/plugin/namespace/lifecycle. */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  handles: ({ info }) =>
    (info.verb === 'create' && info.resource?.namespaced === true) ||
    (info.verb === 'delete' && info.resource?.plural === 'namespaces'),
  admit: (object, { info }, world) => {
    if (info.verb === 'delete') {
      return IMMORTAL.includes(info.name)
        ? forbidden({ group: '', plural: 'namespaces' }, info.name, 'this namespace may not be deleted')
        : object;
    }
    const namespace = world.cached('namespaces', info.namespace);
    if (namespace === undefined) return notFound({ group: '', plural: 'namespaces' }, info.namespace);
    if (
      info.subresource !== '' ||
      (namespace['status'] as { phase?: string } | undefined)?.phase !== 'Terminating'
    )
      return object;
    const resource = { group: info.resource?.group ?? '', plural: info.resource?.plural ?? '' };
    return namespaceTerminating(resource, object.metadata.name ?? '', info.namespace);
  },
};
