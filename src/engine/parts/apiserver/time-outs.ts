import { type Status, timeout } from '../../../kube/status.ts';
import { refuse } from './answer.ts';
import { refeed } from './caches.ts';
import { leaveMember, resendAll, SILENCE_MAX_IN_US } from './etcd-client.ts';
import { land, SWEEP_IN_US } from './flights.ts';
import { leave } from './requests.ts';
import type { Call, Env, Flight } from './types.ts';

/**
 * What a client is told whose request took too long. A read's answer comes from a filter that writes a Status without saying that it is one.
 * Models handlers/finisher and server/filters/timeout.go.
 */
function timeoutOf({ info }: Call): Status {
  const reads = info.verb === 'get' || info.verb === 'list' || info.verb === 'watch';
  if (!reads) return timeout('request did not complete within requested timeout - context deadline exceeded');
  const {
    kind: _kind,
    apiVersion: _version,
    ...bare
  } = timeout('request did not complete within the allotted timeout');
  return bare as Status;
}

/** Once a second while something waits: ends what is too late, and leaves an etcd member that says nothing at all. */
export function sweep(env: Env): void {
  const { draft, context } = env;
  const late = (flight: Flight) => flight.deadlineUs <= context.nowUs && !flight.streaming;
  for (const flight of draft.flights.filter(late)) {
    land(env, flight);
    refuse({ ...flight.call, state: 'refused' }, context, timeoutOf(flight.call), 0);
    leave(env, flight.call);
  }
  if (!draft.reconnecting && isSilent(env)) {
    const anyLeft = leaveMember(draft, env.config, context, false);
    context.note('apiserver.etcd-silent', { seconds: SILENCE_MAX_IN_US / 1_000_000 });
    if (anyLeft) reconnect(env);
  }
  draft.sweeping = draft.flights.some((flight) => !flight.streaming) || draft.reconnecting;
  if (draft.sweeping)
    context.timer({ name: 'sweep', afterInUs: SWEEP_IN_US, periodic: true, background: true });
}

function isSilent({ draft, context }: Env): boolean {
  const since = context.nowUs - SILENCE_MAX_IN_US;
  return (
    draft.lastHeardUs < since &&
    draft.flights.some((flight) => flight.waitsFor === 'etcd' && flight.sent && flight.sentAtUs < since)
  );
}

/** Goes on with another member: watches where they were, and every request that has no answer yet. */
export function reconnect(env: Env): void {
  refeed(env);
  resendAll(env.draft, env.config, env.context, () => true);
}
