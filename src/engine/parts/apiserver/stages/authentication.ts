import { unauthorized } from '../../../../kube/status.ts';
import type { Stage, User } from '../types.ts';

const ANONYMOUS: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] };
const SERVICE_ACCOUNT = 'system:serviceaccount:';
const KNOWN_MAX = 4096;

const known = new Map<string, User | null>();

/** The user a credential stands for, or null when nobody vouches for it. A pure function with a memory. */
export function userOf(credential: string): User | null {
  if (credential === '') return ANONYMOUS;
  const found = known.get(credential);
  if (found !== undefined) return found;
  if (known.size >= KNOWN_MAX) known.clear();
  const user = readCredential(credential);
  known.set(credential, user);
  return user;
}

/** Client certificates carry user and groups as kubeadm issues them; tokens are those of service accounts. */
function readCredential(credential: string): User | null {
  const certificate = (...groups: string[]): User => ({
    name: credential,
    groups: [...groups, 'system:authenticated'],
  });
  if (credential === 'kubernetes-admin') return certificate('kubeadm:cluster-admins', 'system:masters');
  if (credential.startsWith('system:node:')) return certificate('system:nodes');
  if (credential.startsWith(SERVICE_ACCOUNT)) {
    const [namespace, name, ...rest] = credential.slice(SERVICE_ACCOUNT.length).split(':');
    if (!namespace || !name || rest.length > 0) return null;
    return certificate('system:serviceaccounts', `system:serviceaccounts:${namespace}`);
  }
  return credential.startsWith('Bearer ') ? null : certificate();
}

/** Who asks. Models apiserver filters/authentication.go. */
export const authenticate: Stage = (call) => {
  const user = userOf(call.request.credential);
  return user === null ? unauthorized() : { user };
};
