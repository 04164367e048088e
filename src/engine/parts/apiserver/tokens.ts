import { timeText } from '../../../kube/time.ts';
import { isObject, type KubeObject } from '../../../kube/value.ts';
import type { Context } from '../../kernel/part.ts';
import type { Call } from './types.ts';

const HOUR_IN_SECONDS = 3600;

/** The answer to serviceaccounts/NAME/token. The model signs nothing: its token names the account and its end. Models serviceaccount/storage/token.go. */
export function tokenReply(call: Call, account: KubeObject, context: Context): KubeObject {
  const body = (isObject(call.request.body) ? call.request.body : {}) as {
    readonly spec?: { readonly expirationSeconds?: number; readonly audiences?: readonly string[] };
  };
  const expirationSeconds = body.spec?.expirationSeconds ?? HOUR_IN_SECONDS;
  const endUs = context.nowUs + expirationSeconds * 1_000_000;
  const { name = '', namespace = '' } = account.metadata;
  return {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: timeText(context.nowUs, context.epochSeconds) },
    spec: {
      ...body.spec,
      audiences: body.spec?.audiences ?? ['https://kubernetes.default.svc.cluster.local'],
      expirationSeconds,
      boundObjectRef: (body.spec as { boundObjectRef?: unknown } | undefined)?.boundObjectRef ?? null,
    },
    status: {
      token: `system:serviceaccount:${namespace}:${name}`,
      expirationTimestamp: timeText(endUs, context.epochSeconds),
    },
  };
}
