import { noSuchResource, plainError } from '../../../../kube/status.ts';
import { discoveryOf } from '../discovery.ts';
import type { Stage } from '../types.ts';

/** The release that the model follows; kubectl and the components call themselves by it too. */
export const VERSION = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.3',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: 'go1.26.0',
  compiler: 'gc',
  platform: 'linux/amd64',
};

const HEALTH = ['/healthz', '/livez', '/readyz'];

/** Paths that are no resource: version, health, discovery. Anything else is not found. */
export const nonResource: Stage = (call, world) => {
  const { path } = call.info;
  const answer = (body: unknown, contentType = 'application/json') => ({
    plan: { kind: 'answer', code: 200, body, contentType } as const,
  });
  if (path === '/version') return answer(VERSION);
  const health = HEALTH.find((root) => path === root || path.startsWith(`${root}/`));
  if (health !== undefined) {
    if (health === '/readyz' && !world.ready)
      return plainError('[-]informer-sync failed: reason withheld\nreadyz check failed');
    return answer('ok', 'text/plain; charset=utf-8');
  }
  const discovery = discoveryOf(path.endsWith('/') ? path.slice(0, -1) : path, call.request.accept);
  return discovery === undefined ? noSuchResource() : answer(discovery.body, discovery.contentType);
};
