import type { KubeObject } from './value.ts';

export interface RunOptions {
  readonly name: string;
  readonly image: string;
  readonly namespace?: string;
  readonly port?: number;
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly restart?: 'Always' | 'OnFailure' | 'Never';
  /** What follows `--`; with `command` it replaces the entry point, else it becomes the arguments. */
  readonly args?: readonly string[];
  readonly command?: boolean;
  readonly stdin?: boolean;
  readonly tty?: boolean;
  readonly imagePullPolicy?: string;
}

/** What `kubectl run NAME --image=…` posts. Models kubectl generate/versioned run.go BasicPod. */
export function runPod(options: RunOptions): KubeObject {
  const args = options.args ?? [];
  const container = {
    name: options.name,
    image: options.image,
    ...(options.command && args.length > 0 ? { command: args } : {}),
    ...(!options.command && args.length > 0 ? { args } : {}),
    ...(options.env?.length ? { env: options.env } : {}),
    ...(options.port === undefined ? {} : { ports: [{ containerPort: options.port }] }),
    ...(options.stdin ? { stdin: true, stdinOnce: true } : {}),
    ...(options.tty ? { tty: true } : {}),
    ...(options.imagePullPolicy ? { imagePullPolicy: options.imagePullPolicy } : {}),
    resources: {},
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: options.name,
      ...(options.namespace ? { namespace: options.namespace } : {}),
      labels: options.labels ?? { run: options.name },
    },
    spec: { containers: [container], dnsPolicy: 'ClusterFirst', restartPolicy: options.restart ?? 'Always' },
    status: {},
  };
}

export interface CreateDeploymentOptions {
  readonly name: string;
  readonly images: readonly string[];
  readonly namespace?: string;
  readonly replicas?: number;
  readonly port?: number;
  readonly command?: readonly string[];
}

/** `registry/team/nginx:1.25@sha256:…` → `nginx`: the name of a container made from an image. */
export function containerNameOf(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1);
  const plain = last.split(':')[0]?.split('@')[0] ?? last;
  let out = '';
  for (const c of plain.toLowerCase())
    out += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c === '-' ? c : '-';
  return out;
}

/** What `kubectl create deployment NAME --image=… --replicas=N` posts. Several images with one name get a number behind it. */
export function createDeployment(options: CreateDeploymentOptions): KubeObject {
  const labels = { app: options.name };
  const containers = options.images.map((image) => ({
    name: containerNameOf(image),
    image,
    ...(options.command?.length ? { command: options.command } : {}),
    ...(options.port === undefined ? {} : { ports: [{ containerPort: options.port }] }),
    resources: {},
  }));
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: options.name, ...(options.namespace ? { namespace: options.namespace } : {}), labels },
    spec: {
      replicas: options.replicas ?? 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
      strategy: {},
    },
    status: {},
  };
}

/** What `kubectl create namespace NAME` posts. */
export function createNamespace(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {}, status: {} };
}

/** What `kubectl create configmap NAME --from-literal=…` posts. */
export function createConfigMap(
  name: string,
  data: Readonly<Record<string, string>>,
  namespace?: string,
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, ...(namespace ? { namespace } : {}) },
    data,
  };
}
