import type { Resource } from '../../../../kube/kinds/kinds.ts';
import { resourceOf } from '../../../../kube/kinds/kinds.ts';
import { type KubeObject } from '../../../../kube/value.ts';
import type { Call, Plan, RequestInfo, StageWorld, Verb } from '../types.ts';
import { isAllowed } from './authorization.ts';

interface AccessReview extends KubeObject {
  readonly spec: {
    readonly resourceAttributes?: {
      readonly group?: string;
      readonly version?: string;
      readonly resource?: string;
      readonly subresource?: string;
      readonly verb?: string;
      readonly namespace?: string;
      readonly name?: string;
    };
    readonly nonResourceAttributes?: { readonly path?: string; readonly verb?: string };
  };
}

function askedInfo({ spec }: AccessReview): RequestInfo {
  const r = spec.resourceAttributes;
  if (r === undefined) {
    return {
      resource: null,
      verb: (spec.nonResourceAttributes?.verb ?? 'get') as Verb,
      namespace: '',
      name: '',
      subresource: '',
      path: spec.nonResourceAttributes?.path ?? '',
    };
  }
  const plural = r.resource ?? '';
  const known: Resource = resourceOf(r.group ?? '', r.version ?? 'v1', plural) ?? {
    group: r.group ?? '',
    version: r.version ?? 'v1',
    kind: '',
    plural,
    singular: '',
    namespaced: true,
    verbs: [],
    etcdPrefix: '',
  };
  return {
    resource: known,
    verb: (r.verb ?? '') as Verb,
    namespace: r.namespace ?? '',
    name: r.name ?? '',
    subresource: r.subresource ?? '',
    path: '',
  };
}

/** Reviews are questions that are created and never stored; undefined for any other resource. Models registry/authorization and registry/authentication. */
export function planReview(call: Call, _world: StageWorld): Plan | undefined {
  const kind = call.info.resource?.kind;
  const body = call.object as KubeObject;
  const metadata = body.metadata;
  if (kind === 'SelfSubjectReview') {
    return {
      kind: 'answer',
      code: 201,
      body: {
        ...body,
        metadata,
        status: { userInfo: { username: call.user.name, groups: call.user.groups } },
      },
    };
  }
  if (kind === 'SelfSubjectAccessReview') {
    const allowed = isAllowed(call.user, askedInfo(body as AccessReview));
    return { kind: 'answer', code: 201, body: { ...body, metadata, status: { allowed } } };
  }
  return undefined;
}
