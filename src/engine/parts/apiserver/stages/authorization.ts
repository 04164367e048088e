import { notAuthorized, pathForbidden } from '../../../../kube/status.ts';
import { nodeMay } from './node-authorizer.ts';
import bindings from './rbac-bootstrap.json' with { type: 'json' };
import { NOTHING_ADDED, type RequestInfo, type Stage, type User } from '../types.ts';

/** A rule of the bootstrap policy: what may be done to which resources, or to which paths. */
interface Rule {
  readonly verbs: readonly string[];
  readonly groups?: readonly string[];
  readonly resources?: readonly string[];
  readonly names?: readonly string[];
  readonly paths?: readonly string[];
}

interface BoundRule extends Rule {
  /** Empty = everywhere. */
  readonly namespace: string;
}

const rulesOfSubject = new Map<string, BoundRule[]>();
for (const binding of bindings as readonly {
  readonly namespace?: string;
  readonly subjects: readonly string[];
  readonly rules: readonly Rule[];
}[]) {
  for (const subject of binding.subjects) {
    const rules = rulesOfSubject.get(subject) ?? [];
    rules.push(...binding.rules.map((rule) => ({ ...rule, namespace: binding.namespace ?? '' })));
    rulesOfSubject.set(subject, rules);
  }
}

const has = (list: readonly string[] | undefined, word: string) =>
  list?.includes(word) === true || list?.includes('*') === true;

function coversResource(rule: BoundRule, group: string, resource: string, info: RequestInfo): boolean {
  if (rule.namespace !== '' && rule.namespace !== info.namespace) return false;
  if (!has(rule.verbs, info.verb) || !has(rule.groups, group)) return false;
  const slash = resource.indexOf('/');
  if (
    !has(rule.resources, resource) &&
    !(slash >= 0 && rule.resources?.includes(`*${resource.slice(slash)}`))
  )
    return false;
  return rule.names === undefined || rule.names.includes(info.name);
}

function coversPath(rule: BoundRule, info: RequestInfo): boolean {
  return (
    has(rule.verbs, info.verb) &&
    rule.paths?.some((p) => p === info.path || (p.endsWith('*') && info.path.startsWith(p.slice(0, -1)))) ===
      true
  );
}

function decide(user: User, info: RequestInfo): boolean {
  const subjects = [user.name, ...user.groups];
  const resource = info.resource;
  if (resource === null)
    return subjects.some((s) => rulesOfSubject.get(s)?.some((rule) => coversPath(rule, info)));
  const word = info.subresource === '' ? resource.plural : `${resource.plural}/${info.subresource}`;
  return subjects.some((s) =>
    rulesOfSubject.get(s)?.some((rule) => coversResource(rule, resource.group, word, info)),
  );
}

const DECISIONS_MAX = 8192;
const decisions = new Map<string, boolean>();

/**
 * Whether the rules let the user do it. The answer hangs on nothing but these words, so it is remembered; names count only where a rule
 * lists names (leases of leader election).
 */
export function isAllowed(user: User, info: RequestInfo): boolean {
  if (user.groups.includes('system:masters')) return true;
  const resource = info.resource;
  if (user.groups.includes('system:nodes') && resource !== null) return nodeMay(user.name, info);
  const key =
    resource === null
      ? `${user.name} ${info.verb} ${info.path}`
      : `${user.name} ${info.verb} ${resource.group}/${resource.plural}/${info.subresource} ${info.namespace} ${namesMatter(resource.plural) ? info.name : ''}`;
  const known = decisions.get(key);
  if (known !== undefined) return known;
  if (decisions.size >= DECISIONS_MAX) decisions.clear();
  const allowed = decide(user, info);
  decisions.set(key, allowed);
  return allowed;
}

function namesMatter(plural: string): boolean {
  return plural === 'leases' || plural === 'configmaps' || plural === 'endpoints' || plural === 'signers';
}

/** May the user do it? Models the Node and RBAC authorizers over the policy that every cluster starts with. */
export const authorize: Stage = (call) => {
  const { user, info } = call;
  if (isAllowed(user, info)) return NOTHING_ADDED;
  if (info.resource === null) return pathForbidden(user.name, info.verb, info.path);
  const { group, plural } = info.resource;
  return notAuthorized({
    user: user.name,
    verb: info.verb,
    resource: { group, plural },
    subresource: info.subresource,
    namespace: info.resource.namespaced || plural === 'namespaces' ? info.namespace : '',
    name: info.name,
  });
};
