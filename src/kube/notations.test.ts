import { describe, expect, it } from 'vitest';
import { ageOf, goDuration, humanDuration, parseDurationUs } from './duration.ts';
import { containerNameOf, createDeployment, runPod } from './generators.ts';
import {
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  generateName,
  labelValueErrors,
  qualifiedNameErrors,
  randomUid,
} from './names.ts';
import { podTemplateHash } from './pod-template-hash.ts';
import {
  formatSeconds,
  microTimeText,
  parseSeconds,
  parseTimeUs,
  rfc1123Text,
  timeText,
  virtualTimeOf,
} from './time.ts';
import { jsonEqual, keyOf, objectKey, parseApiVersion, splitKey } from './value.ts';

describe('times', () => {
  it('go to RFC 3339 and back without a calendar of the platform', () => {
    expect(formatSeconds(0)).toBe('1970-01-01T00:00:00Z');
    for (const text of ['2000-02-29T23:59:59Z', '2026-05-01T12:00:00Z', '2100-03-01T00:00:00Z'])
      expect(formatSeconds(parseSeconds(text) as number)).toBe(text);
    expect(parseSeconds('2026-05-01T14:00:00+02:00')).toBe(parseSeconds('2026-05-01T12:00:00Z'));
    expect([parseSeconds('2026-13-01T00:00:00Z'), parseSeconds('yesterday')]).toEqual([undefined, undefined]);
  });

  it('count virtual microseconds from the epoch of the session', () => {
    const epoch = parseSeconds('2026-05-01T12:00:00Z') as number;
    expect(timeText(1_500_000, epoch)).toBe('2026-05-01T12:00:01Z');
    expect(microTimeText(1_000_042, epoch)).toBe('2026-05-01T12:00:01.000042Z');
    expect(virtualTimeOf('2026-05-01T12:00:01.000042Z', epoch)).toBe(1_000_042);
    expect(rfc1123Text('2026-11-23T07:42:35Z')).toBe('Mon, 23 Nov 2026 07:42:35 +0000');
  });

  it('become ages as kubectl prints them', () => {
    expect(
      [0, 119, 120, 249, 600, 10_799, 10_800, 12_000, 172_800, 180_000, 63_072_000].map(humanDuration),
    ).toEqual(['0s', '119s', '2m', '4m9s', '10m', '179m', '3h', '3h20m', '2d', '2d2h', '2y']);
    expect(ageOf(undefined, 0)).toBe('<unknown>');
    expect(ageOf('2026-05-01T11:58:00Z', parseTimeUs('2026-05-01T12:00:00Z') as number)).toBe('2m');
    expect([
      parseDurationUs('1h2m3s'),
      parseDurationUs('500ms'),
      parseDurationUs('5'),
      goDuration(90),
    ]).toEqual([3_723_000_000, 500_000, undefined, '1m30s']);
  });
});

describe('names', () => {
  it('are checked as upstream checks them', () => {
    expect(dns1123LabelErrors('my-name')).toEqual([]);
    expect(dns1123LabelErrors('a.b')).toEqual(['must not contain dots']);
    expect(dns1123SubdomainErrors('a.b-c.d')).toEqual([]);
    expect([
      dns1123SubdomainErrors('Bad_Name').length,
      dns1123SubdomainErrors('a..b').length,
      dns1123SubdomainErrors('').length,
    ]).toEqual([1, 1, 1]);
    expect(qualifiedNameErrors('example.com/My_name.x')).toEqual([]);
    expect(qualifiedNameErrors('/x')).toEqual(['prefix part must be non-empty']);
    expect([labelValueErrors(''), labelValueErrors('-x').length]).toEqual([[], 1]);
  });

  it('are generated from the dice they are given', () => {
    expect(generateName('web-', () => 0)).toBe('web-bbbbb');
    expect(generateName('x'.repeat(80), () => 0.999)).toHaveLength(63);
    expect(randomUid(() => 0.5)).toBe('80008000-8000-4000-a000-800080008000');
  });

  it('of templates depend on what is in them, not on its order', () => {
    const a = podTemplateHash({
      metadata: { labels: { a: '1', b: '2' } },
      spec: { containers: [{ name: 'c', image: 'x' }] },
    });
    const b = podTemplateHash({
      spec: { containers: [{ image: 'x', name: 'c' }] },
      metadata: { labels: { b: '2', a: '1' } },
    });
    const c = podTemplateHash({
      spec: { containers: [{ image: 'y', name: 'c' }] },
      metadata: { labels: { b: '2', a: '1' } },
    });
    expect(a).toBe(b);
    expect(a).not.toBe(c);
    expect(podTemplateHash({ spec: { containers: [] } }, 1)).not.toBe(
      podTemplateHash({ spec: { containers: [] } }),
    );
    expect(a).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]+$/);
  });

  it('are keys of objects', () => {
    expect([
      objectKey('a', 'b'),
      objectKey('', 'b'),
      keyOf({ metadata: { name: 'n', namespace: 's' } }),
    ]).toEqual(['a/b', 'b', 's/n']);
    expect(splitKey('a/b')).toEqual({ namespace: 'a', name: 'b' });
    expect(parseApiVersion('apps/v1')).toEqual({ group: 'apps', version: 'v1' });
    expect([
      jsonEqual({ a: 1, b: undefined }, { a: 1 }),
      jsonEqual({ a: [1] }, { a: [2] }),
      jsonEqual({}, { a: 1 }),
    ]).toEqual([true, false, false]);
  });
});

describe('generators', () => {
  it('build what kubectl run and kubectl create post', () => {
    expect(runPod({ name: 'a', image: 'nginx', args: ['x'], command: true })).toMatchObject({
      metadata: { labels: { run: 'a' } },
      spec: { containers: [{ name: 'a', image: 'nginx', command: ['x'] }] },
    });
    expect(
      createDeployment({ name: 'web', images: ['docker.io/library/nginx:1.27'], replicas: 3 }),
    ).toMatchObject({
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'web' } },
        template: { spec: { containers: [{ name: 'nginx' }] } },
      },
    });
    expect(containerNameOf('reg:5000/team/My_App@sha256:0')).toBe('my-app');
  });
});
