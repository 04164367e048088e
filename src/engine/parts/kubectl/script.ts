/** What commands are written with. */
import type { Answer, Ask, Follow, Script, Yield } from './types.ts';

type Step<T> = Generator<Yield, T, Answer | undefined>;

export const TABLE =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';
export const JSON_ONLY = 'application/json';
export const JSON_OR_ANY = 'application/json, */*';
export const TYPED = 'application/vnd.kubernetes.protobuf,application/json';
const AGGREGATED_DISCOVERY =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';
export const MERGE_PATCH = 'application/merge-patch+json';
export const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';

/** Sends a request and waits for its answer. */
export function* ask(request: Ask): Step<Answer> {
  return (yield { do: 'request', ask: request }) as Answer;
}

/** Opens a stream and stays with it until `follow` has what it wants. */
export function* followStream(request: Ask, follow: Follow): Step<Answer> {
  return (yield { do: 'follow', ask: request, follow }) as Answer;
}

/** Prints lines; a line break at the end is understood. */
export function* print(text: string, stream: 'stdout' | 'stderr' = 'stdout'): Step<void> {
  if (text !== '') yield { do: 'print', stream, text: text.endsWith('\n') ? text.slice(0, -1) : text };
}

/** An error that ends the command. */
export function* fail(text: string, code = 1): Script {
  yield* print(text, 'stderr');
  return code;
}

/** Learns what the server serves; kept for six hours. The error of the connection, if there is one. */
export function* discover(discovered: boolean): Step<Answer | undefined> {
  if (discovered) return undefined;
  for (const path of ['/api', '/apis']) {
    const answer = yield* ask({
      method: 'GET',
      path,
      query: [['timeout', '32s']],
      accept: AGGREGATED_DISCOVERY,
    });
    if (answer.kind !== 'http' || answer.response.code >= 400) return answer;
  }
  yield { do: 'discovered' };
  return undefined;
}
