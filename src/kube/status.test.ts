import { describe, expect, it } from 'vitest';
import { invalidValue, requiredValue } from './field-error.ts';
import {
  alreadyExists,
  badRequest,
  conflict,
  forbidden,
  invalid,
  methodNotAllowed,
  namespaceTerminating,
  notAuthorized,
  notFound,
  requestEntityTooLarge,
  tooLargeResourceVersion,
  unauthorized,
  unsupportedMediaType,
  type Status,
} from './status.ts';
import { kubectlErrorText } from './kubectl-error.ts';
import { oracleFile } from './testing/vectors.ts';

const pods = { group: '', plural: 'pods' };
const deployments = { group: 'apps', plural: 'deployments' };

describe('refusals', () => {
  it('are worded as the API server words them', () => {
    expect(notFound(pods, 'a').message).toBe('pods "a" not found');
    expect(alreadyExists(deployments, 'a').message).toBe('deployments.apps "a" already exists');
    expect(conflict(pods, 'a').message).toBe(
      'Operation cannot be fulfilled on pods "a": the object has been modified; please apply your changes to the latest version and try again',
    );
    expect(notAuthorized({ user: 'bob', verb: 'list', resource: pods, namespace: 'default' }).message).toBe(
      'pods is forbidden: User "bob" cannot list resource "pods" in API group "" in the namespace "default"',
    );
    const errors = [requiredValue('spec.containers'), invalidValue('metadata.name', 'X', 'bad')];
    expect(invalid({ group: 'apps', kind: 'Deployment' }, 'a', errors).message).toBe(
      'Deployment.apps "a" is invalid: [spec.containers: Required value, metadata.name: Invalid value: "X": bad]',
    );
  });

  it('are printed as kubectl prints them', () => {
    expect(kubectlErrorText(notFound(pods, 'web'))).toBe(
      'Error from server (NotFound): pods "web" not found\n',
    );
    const kind = { group: '', kind: 'Pod' };
    expect(kubectlErrorText(invalid(kind, 'noc', [requiredValue('spec.containers')]))).toBe(
      'The Pod "noc" is invalid: spec.containers: Required value\n',
    );
    expect(
      kubectlErrorText(invalid(kind, 'x', [requiredValue('a'), requiredValue('b'), requiredValue('a')])),
    ).toBe('The Pod "x" is invalid: \n* a: Required value\n* b: Required value\n');
    expect(kubectlErrorText(badRequest('bad'), 'error when creating "STDIN": ')).toBe(
      'Error from server (BadRequest): error when creating "STDIN": bad\n',
    );
  });

  it('have the shape that a real server answered with', () => {
    const mine: readonly Status[] = [
      notFound({ group: '', plural: 'configmaps' }, 'nosuch'),
      notFound(deployments, 'nosuch'),
      conflict({ group: '', plural: 'configmaps' }, 'a'),
      forbidden({ group: '', plural: 'namespaces' }, 'default', 'this namespace may not be deleted'),
      namespaceTerminating({ group: '', plural: 'configmaps' }, 'late', 'n1'),
      methodNotAllowed(),
      unauthorized(),
      unsupportedMediaType(['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']),
      requestEntityTooLarge(3_145_728),
      invalid({ group: '', kind: 'ConfigMap' }, '', [
        requiredValue('metadata.name', 'name or generateName is required'),
      ]),
    ];
    const files = ['accept', 'patches', 'ssa', 'namespaces', 'watch', 'tokens', 'bodies'].map((name) =>
      oracleFile(`http-recordings/${name}.json`),
    );
    if (files.includes(undefined)) return console.warn('!! no http-recordings: statuses were NOT compared');
    const seen = new Set(files.flatMap((text) => statusesIn(JSON.parse(text as string))).map(canonical));
    for (const status of mine) expect([...seen], status.message).toContain(canonical(status));
    expect(tooLargeResourceVersion(9, 2).details?.retryAfterSeconds).toBe(1);
  });
});

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${k}:${canonical(v)}`)
    .join()}}`;
}

/** All Status objects anywhere in a recording. */
function statusesIn(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = (value as { kind?: unknown }).kind === 'Status' ? [value] : [];
  return [...own, ...Object.values(value).flatMap(statusesIn)];
}
