import type { TextCode } from '../../kit/i18n.ts';

/** A manifest to begin with. */
export interface ManifestExample {
  readonly id: string;
  readonly name: TextCode;
  readonly text: string;
}

function pod(name: string, spec: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n${spec}`;
}

export const manifestExamples: readonly ManifestExample[] = [
  {
    id: 'pod',
    name: 'panels.manifest.example.pod',
    text: pod(
      'web',
      '  containers:\n  - name: web\n    image: nginx:1.27\n    ports:\n    - containerPort: 80\n',
    ),
  },
  {
    id: 'deployment',
    name: 'panels.manifest.example.deployment',
    text: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: shop\n  template:\n    metadata:\n      labels:\n        app: shop\n    spec:\n      containers:\n      - name: shop\n        image: nginx:1.27\n        resources:\n          requests:\n            cpu: 100m\n            memory: 64Mi\n',
  },
  {
    id: 'crash',
    name: 'panels.manifest.example.crash',
    text: pod(
      'crash',
      '  containers:\n  - name: crash\n    image: busybox:1.37\n    command: ["sh", "-c", "echo starting; exit 1"]\n',
    ),
  },
  {
    id: 'bad-image',
    name: 'panels.manifest.example.badImage',
    text: pod('lost', '  containers:\n  - name: lost\n    image: ngnix:1.27\n'),
  },
  {
    id: 'too-big',
    name: 'panels.manifest.example.tooBig',
    text: pod(
      'giant',
      '  containers:\n  - name: giant\n    image: nginx:1.27\n    resources:\n      requests:\n        cpu: "64"\n        memory: 512Gi\n',
    ),
  },
  {
    id: 'node-name',
    name: 'panels.manifest.example.nodeName',
    text: pod('pinned', '  nodeName: node-3\n  containers:\n  - name: pinned\n    image: nginx:1.27\n'),
  },
  {
    id: 'toleration',
    name: 'panels.manifest.example.toleration',
    text: pod(
      'patient',
      '  tolerations:\n  - key: node.kubernetes.io/unreachable\n    operator: Exists\n    effect: NoExecute\n    tolerationSeconds: 30\n  containers:\n  - name: patient\n    image: nginx:1.27\n',
    ),
  },
  {
    id: 'broken',
    name: 'panels.manifest.example.broken',
    text: pod(
      'typo',
      '  containers:\n  - name: typo\n    imagee: nginx:1.27\n    imagePullPolicy: Sometimes\n',
    ),
  },
];
