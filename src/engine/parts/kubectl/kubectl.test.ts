import { describe, expect, it } from 'vitest';
import { runUntil, testKernel } from '../../kernel/harness.ts';
import { createApiserver } from '../apiserver/apiserver.ts';
import { fakeEtcd } from '../apiserver/testing/fake-etcd.ts';
import { BASE } from '../apiserver/testing/rig.ts';
import { createKubelet } from '../kubelet/kubelet.ts';
import { createRuntime } from '../runtime/runtime.ts';
import { parseCommand, splitLine } from './command-line.ts';
import { createKubectl } from './kubectl.ts';

const S = 1_000_000;

/** kubectl, kube-apiserver, a store, and a node; no controllers and no scheduler, so Pods name their node. */
function cluster() {
  const api = 'kube-apiserver/cp-1';
  const kubectl = createKubectl({ id: 'kubectl', apiserver: api });
  const server = createApiserver({
    id: api,
    machine: 'cp-1',
    etcd: ['etcd-1'],
    kubelets: new Map([['node-1', 'kubelet/node-1']]),
  });
  const runtime = createRuntime({
    id: 'rt',
    machine: 'node-1',
    name: 'containerd',
    preloadedImages: ['busybox:1', 'nginx:1.27'],
  });
  const kubelet = createKubelet({
    id: 'kubelet/node-1',
    node: 'node-1',
    machine: 'node-1',
    runtime: 'rt',
    apiserver: api,
    podCidr: '10.244.1.0/24',
    allocatable: { milliCpu: 2000, memoryInBytes: 2 ** 32, pods: 110 },
  });
  const root = [
    '/registry/configmaps/default/kube-root-ca.crt',
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kube-root-ca.crt', namespace: 'default', uid: 'cm-1' },
      data: {},
    },
  ] as const;
  const kernel = testKernel([
    kubectl,
    server,
    fakeEtcd('etcd-1', [...BASE.filter(([key]) => !key.includes('minions')), root], false),
    runtime,
    kubelet,
  ]);
  runUntil(kernel, 3 * S);
  let n = 0;
  const type = (line: string, files?: Record<string, string>, forUs = 5 * S) => {
    n += 1;
    const from = kernel.trace.size;
    const session = `s${n}`;
    kernel.inject({ kind: 'kubectl', session, line, ...(files ? { files } : {}) });
    runUntil(kernel, kernel.nowUs + forUs);
    const events = kernel.trace.events(from);
    const logs = events.flatMap((e) => (e.kind === 'log' && e.source === session ? [e] : []));
    const text = (stream: string) =>
      logs
        .filter((e) => e.stream === stream)
        .map((e) => e.text)
        .join('\n');
    const requests = events.flatMap((e) =>
      e.kind === 'hop' && e.from === 'kubectl' && e.role === 'request' ? [`${e.verb} ${e.label}`] : [],
    );
    return { session, out: text('stdout'), err: text('stderr'), code: text('exit'), requests };
  };
  return { kernel, kubectl, type };
}

const POD = (name: string, more = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  nodeName: node-1\n  terminationGracePeriodSeconds: 2\n  containers: [{name: c, image: "busybox:1", command: [sh, -c, "echo hi; sleep 3600"]}]\n${more}`;

describe('kubectl against a real API server', () => {
  const c = cluster();

  it('runs: discovery once, then the POST', () => {
    const first = c.type('kubectl run web --image=nginx:1.27');
    expect(first).toMatchObject({ out: 'pod/web created', err: '', code: '0' });
    expect(first.requests).toEqual([
      'GET /api?timeout=32s',
      'GET /apis?timeout=32s',
      'POST /api/v1/namespaces/default/pods?fieldManager=kubectl-run',
    ]);
    const again = c.type('kubectl run web --image=nginx:1.27');
    expect(again).toMatchObject({
      out: '',
      err: 'Error from server (AlreadyExists): pods "web" already exists',
      code: '1',
    });
    expect(again.requests).toHaveLength(1);
  });

  it('applies: created, unchanged, configured', () => {
    const made = c.type('kubectl apply -f pod.yaml', { 'pod.yaml': POD('a') });
    expect(made).toMatchObject({ out: 'pod/a created', err: '', code: '0' });
    expect(made.requests).toEqual([
      'GET /api/v1/namespaces/default/pods/a',
      'POST /api/v1/namespaces/default/pods?fieldManager=kubectl-client-side-apply&fieldValidation=Strict',
    ]);
    const same = c.type('kubectl apply -f pod.yaml', { 'pod.yaml': POD('a') });
    expect(same).toMatchObject({ out: 'pod/a unchanged', code: '0' });
    expect(same.requests).toHaveLength(1);
    const changed = c.type('kubectl apply -f pod.yaml', {
      'pod.yaml': POD('a').replace('{name: a}', '{name: a, labels: {x: z}}'),
    });
    expect(changed.err).toBe('');
    expect(changed).toMatchObject({ out: 'pod/a configured', code: '0' });
    expect(changed.requests[1]).toBe(
      'PATCH /api/v1/namespaces/default/pods/a?fieldManager=kubectl-client-side-apply&fieldValidation=Strict',
    );
  });

  it('applies a container without a name to a live object: an error, not a crash', () => {
    const broken = POD('a').replace('[{name: c, image', '[{image').replace('busybox:1', 'busybox:2');
    expect(c.type('kubectl apply -f pod.yaml', { 'pod.yaml': broken })).toMatchObject({
      err: expect.stringContaining('does not contain declared merge key: name'),
      code: '1',
    });
  });

  it('gets tables, and says which Pods run where', () => {
    const table = c.type('kubectl get pods');
    expect(table.requests).toEqual(['GET /api/v1/namespaces/default/pods?limit=500']);
    expect(table.out).toMatch(
      /^NAME +READY +STATUS +RESTARTS +AGE\na +1\/1 +Running +0 +\d+s\nweb +0\/1 +Pending +0 +\d+s$/,
    );
    expect(c.type('kubectl get pod a -o wide').out).toMatch(/10\.244\.1\.2 +node-1 +<none> +<none>$/);
    expect(c.type('kubectl get pods -o name').out).toBe('pod/a\npod/web');
    expect(c.type('kubectl get pod a -o yaml').out).toMatch(/^apiVersion: v1\nkind: Pod\nmetadata:/);
    expect(c.type('kubectl get nodes').out).toMatch(
      /^NAME +STATUS +ROLES +AGE +VERSION\nnode-1 +Ready +<none> +\d+s +v1\.36\.3$/,
    );
    expect(c.type('kubectl get pods,nodes').out).toMatch(/pod\/a .*\n.*\n\nNAME +STATUS[^]*node\/node-1/);
  });

  it('says what is not there', () => {
    expect(c.type('kubectl get pod nope')).toMatchObject({
      out: '',
      err: 'Error from server (NotFound): pods "nope" not found',
      code: '1',
    });
    expect(c.type('kubectl get deploy')).toMatchObject({
      err: 'No resources found in default namespace.',
      code: '0',
    });
    expect(c.type('kubectl get foo').err).toBe('error: the server doesn\'t have a resource type "foo"');
    expect(c.type('kubectl gte pods').err).toBe(
      'error: unknown command "gte" for "kubectl"\n\nDid you mean this?\n\tget',
    );
    expect(c.type('kubectl get pods --foo').err).toBe(
      "error: unknown flag: --foo\nSee 'kubectl get --help' for usage.",
    );
    expect(c.type('kubectl get pods --show-kind').err).toContain(
      '--show-kind of "kubectl get" is not simulated yet',
    );
    expect(c.type('kubectl get ns -v=6').err).toMatch(
      /^I\d{4} \d\d:\d\d:\d\d\.\d{6} +1 round_trippers\.go:632\] "Response" verb="GET" url="https:.*" status="200 OK" milliseconds=\d+$/,
    );
    expect(c.type('kubectl get ns default --v 8').err).toMatch(
      /"Request" verb="GET" url="\S+" headers=<\n\tAccept: .+\n\tKubectl-Command: kubectl get\n\tUser-Agent: kubectl\/v1\.36\.3\n >\n[^]*"Response" status="200 OK" headers=<\n[^]*"Response Body" body=<\n\t\{/,
    );
    expect(c.type('kubectl get ns default -v7').err).not.toContain('Body');
    expect(c.type('kubectl -n x drain node-1').err).toBe(
      'kube-orrery: "kubectl drain" is not simulated yet.\nNearest: kubectl delete pod POD\nWhat is: kubectl help',
    );
    expect(c.type('kubectl create secret generic s --from-literal=a=b').err).toContain(
      '"kubectl create secret" is not simulated yet',
    );
    expect(c.type('kubectl run x --image="bad image"').err).toBe(
      'error: Invalid image name "bad image": invalid reference format',
    );
    expect(c.type('kubectl get pods --field-selector=spec.foo=1').err).toBe(
      'Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "", field selector "spec.foo=1": field label not supported: spec.foo',
    );
    expect(c.type("kubectl get deploy -l 'a in'").err).toBe(
      `Error from server (BadRequest): Unable to find "apps/v1, Resource=deployments" that match label selector "a in", field selector "": unable to parse requirement: found '' expected: '('`,
    );
    expect(c.type('ls').code).toBe('127');
  });

  it("refuses a manifest in the server's words", () => {
    const bad = (yaml: string) => c.type('kubectl apply -f -', { '-': yaml }).err;
    expect(bad(POD('dup').replace('[{name: c,', '[{name: c, image: x}, {name: c,'))).toBe(
      'The Pod "dup" is invalid: spec.containers[1].name: Duplicate value: "c"',
    );
    expect(bad(POD('unk', '  foo: 1\n'))).toBe(
      'Error from server (BadRequest): error when creating "STDIN": Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.foo"',
    );
    expect(bad('kind: Pod\n')).toContain('error validating data: apiVersion not set');
    expect(bad('a: [1\n')).toContain('error converting YAML to JSON');
  });

  it('describes a Pod with its Events', () => {
    const { out, requests } = c.type('kubectl describe pod a');
    expect(requests[0]).toBe('GET /api/v1/namespaces/default/pods/a');
    expect(requests[2]).toContain(
      'GET /api/v1/namespaces/default/events?fieldSelector=involvedObject.name%3Da%2C',
    );
    expect(out).toMatch(/^Name: +a\n/);
    expect(out).toContain('Container started');
  });

  it('reads and follows logs', () => {
    const read = c.type('kubectl logs a');
    expect(read).toMatchObject({ out: 'hi', code: '0' });
    expect(read.requests).toEqual([
      'GET /api/v1/namespaces/default/pods/a',
      'GET /api/v1/namespaces/default/pods/a/log?container=c',
    ]);
    expect(c.type('kubectl logs -l x=z --prefix').out).toBe('[pod/a/c] hi');
    expect(c.type('kubectl logs nosuch').err).toBe(
      'error: error from server (NotFound): pods "nosuch" not found in namespace "default"',
    );
    const follow = c.type('kubectl logs -f a');
    expect(follow).toMatchObject({ out: 'hi', code: '' });
    const from = c.kernel.trace.size;
    c.kernel.inject({ kind: 'interrupt', session: follow.session });
    runUntil(c.kernel, c.kernel.nowUs + S);
    expect(c.kernel.trace.events(from).flatMap((e) => (e.kind === 'log' ? [e.text] : []))).toEqual([
      '^C',
      '130',
    ]);
  });

  it('deletes and waits until the Pod is gone', () => {
    const gone = c.type('kubectl delete pod a', undefined, 12 * S);
    expect(gone).toMatchObject({ out: 'pod "a" deleted from default namespace', err: '', code: '0' });
    expect(gone.requests.map((r) => r.split('?')[0])).toEqual([
      'DELETE /api/v1/namespaces/default/pods/a',
      'GET /api/v1/namespaces/default/pods/a',
      'GET /api/v1/namespaces/default/pods',
    ]);
    expect(c.type('kubectl get pod a').err).toContain('not found');
    expect(c.type('kubectl delete pod web --wait=false').requests).toHaveLength(1);
    expect(c.type('kubectl delete pod nope').err).toBe('Error from server (NotFound): pods "nope" not found');
  });

  it('forces a deletion at once, with a warning', () => {
    c.type('kubectl create -f p.yaml', { 'p.yaml': POD('b') });
    expect(c.type('kubectl delete pod b --force')).toMatchObject({
      out: 'pod "b" force deleted from default namespace',
      err: expect.stringContaining('Warning: Immediate deletion'),
      code: '0',
    });
  });

  it('creates, scales and watches the rollout of a Deployment', () => {
    expect(c.type('kubectl create deployment shop --image=nginx --replicas=2')).toMatchObject({
      out: 'deployment.apps/shop created',
      code: '0',
    });
    expect(c.type('kubectl create deployment shop --image=nginx').err).toBe(
      'error: failed to create deployment: deployments.apps "shop" already exists',
    );
    const scaled = c.type('kubectl scale deploy/shop --replicas=5');
    expect(scaled).toMatchObject({ out: 'deployment.apps/shop scaled', code: '0' });
    expect(scaled.requests).toEqual([
      'GET /apis/apps/v1/namespaces/default/deployments/shop',
      'PATCH /apis/apps/v1/namespaces/default/deployments/shop/scale',
    ]);
    expect(c.type('kubectl get deploy').out).toMatch(/shop +0\/5/);
    expect(c.type('kubectl rollout status deploy shop')).toMatchObject({
      out: 'Waiting for deployment spec update to be observed...',
      code: '',
    });
  });

  it('watches with columns as wide as they were', () => {
    const watch = c.type('kubectl get pods -w');
    const from = c.kernel.trace.size;
    c.type('kubectl apply -f p.yaml', { 'p.yaml': POD('longer-name') });
    const lines = c.kernel.trace
      .events()
      .slice(from)
      .flatMap((e) => (e.kind === 'log' && e.source === watch.session ? e.text.split('\n') : []));
    expect(lines[0]).toMatch(/^NAME +READY +STATUS/);
    expect(lines.slice(1).map((l) => l.split(/ +/)[2])).toEqual(
      expect.arrayContaining(['Pending', 'ContainerCreating', 'Running']),
    );
  });

  it('prints manifests without asking anyone', () => {
    const dry = c.type(
      'kubectl run x --image=nginx --dry-run=client -o yaml --env=A=b --port=80 --labels=a=b',
    );
    expect(dry.requests).toEqual([]);
    expect(dry.out).toContain('containerPort: 80');
    expect(dry.out).toMatch(/labels:\n {4}a: b/);
  });

  it('explains what fields there are', () => {
    expect(c.type('kubectl explain deploy').out).toMatch(
      /^GROUP: {6}apps\nKIND: {7}Deployment\nVERSION: {4}v1\n\nDESCRIPTION:\n {4}https:\S+#deployment-v1-apps\n\nFIELDS:\n {2}apiVersion\t<string>\n {2}kind\t<string>\n {2}metadata\t<ObjectMeta>\n {2}spec\t<DeploymentSpec>\n/,
    );
    const containers = c.type('kubectl explain pods.spec.containers').out;
    expect(containers).toContain('\nFIELD: containers <[]Container>\n');
    expect(containers).toContain('\n  name\t<string> -required-\n');
    expect(c.type('kubectl explain po.spec.nodeName').out).toMatch(/FIELD: nodeName <string>\n*$/);
    expect(c.type('kubectl explain pods.spec --recursive').out).toMatch(
      /\n {2}containers\t<\[\]Container> -required-\n {4}args\t/,
    );
    expect(c.type('kubectl explain pods.spec.nope').err).toBe('error: field "nope" does not exist');
    expect(c.type('kubectl explain wat').err).toBe('error: the server doesn\'t have a resource type "wat"');
  });

  it('tells versions and resources', () => {
    expect(c.type('kubectl version').out).toMatch(
      /^Client Version: v1\.36\.3\nKustomize Version: .*\nServer Version: v1\.36\.3$/,
    );
    expect(c.type('kubectl api-resources').out).toMatch(/\npods +po +v1 +true +Pod\n/);
  });
});

describe('a server that is gone', () => {
  it('is refused in the well-known words; a request under way breaks', () => {
    const c = cluster();
    c.kernel.inject({ kind: 'fault', fault: { kind: 'crash', part: 'kube-apiserver/cp-1' } });
    runUntil(c.kernel, c.kernel.nowUs + S);
    expect(c.type('kubectl get pods')).toMatchObject({
      err: 'The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?',
      code: '1',
    });
  });
});

describe('the command line', () => {
  it('splits as a shell does', () => {
    expect(splitLine(`a 'b c' "d \\" e" f\\ g # h`)).toEqual({ words: ['a', 'b c', 'd " e', 'f g'] });
    expect(splitLine('a | b')).toMatchObject({ error: expect.stringContaining("'|' is not simulated") });
    expect(splitLine("a 'b")).toMatchObject({ error: expect.stringContaining('unexpected end') });
  });
  it('reads flags in every form', () => {
    const line = parseCommand([
      '-n',
      'x',
      'get',
      'po',
      '-owide',
      '-A',
      '--selector',
      'a=b',
      '-l=c',
      '--watch=false',
      '-wL',
      'y',
    ]);
    expect(line).toMatchObject({ args: ['po'] });
    expect([...(line as unknown as { flags: Map<string, string[]> }).flags]).toEqual([
      ['namespace', ['x']],
      ['output', ['wide']],
      ['all-namespaces', ['true']],
      ['selector', ['a=b', 'c']],
      ['watch', ['false', 'true']],
      ['label-columns', ['y']],
    ]);
    expect(parseCommand(['get', '-o'])).toContain("flag needs an argument: 'o' in -o");
  });
});
