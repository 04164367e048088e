import { expect, it } from 'vitest';
import type { DiffLine } from '../../../protocol/update.ts';
import { diffRows, shortUids } from './diff-rows.ts';

const diff = (text: string): readonly DiffLine[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({
      sign: line.startsWith('+') ? '+' : line.startsWith('-') ? '-' : ' ',
      text: line.slice(1),
      by: '',
    }));

const said = (text: string) =>
  diffRows(diff(text)).map((row) => {
    if (row.kind === 'line') return `${row.line.sign}${row.line.text}`;
    const inside =
      row.names.length > 0 ? row.names.join(', ') : `${row.items} ${row.list ? 'items' : 'fields'}`;
    return `${row.head.sign}${row.head.text} [${inside}]`;
  });

const POD = `
 apiVersion: v1
 kind: Pod
 metadata:
   name: web
+  generation: 1
 spec:
   containers:
   - image: nginx
     name: web
+    imagePullPolicy: IfNotPresent
+    volumeMounts:
+    - mountPath: /var/run/secrets
+      name: kube-api-access-x
+      readOnly: true
     resources: {}
+  tolerations:
+  - effect: NoExecute
+    key: node.kubernetes.io/not-ready
+  - effect: NoExecute
+    key: node.kubernetes.io/unreachable
+  securityContext:
+    runAsUser: 1
+    fsGroup: 2
+  volumes:
+  - name: kube-api-access-x
+    projected:
+      sources:
+      - configMap:
+          name: kube-root-ca.crt
`;

it('shows what changed under its keys, and a key that came with all it holds as one row', () => {
  expect(said(POD)).toEqual([
    ' metadata:',
    '+  generation: 1',
    ' spec:',
    '   containers:',
    '   - image: nginx',
    '+    imagePullPolicy: IfNotPresent',
    '+    volumeMounts: [kube-api-access-x]',
    '+  tolerations: [2 items]',
    '+  securityContext: [2 fields]',
    '+  volumes: [kube-api-access-x]',
  ]);
});

it('never takes lines of another sign into a block', () => {
  expect(said('\n+spec:\n+  a: 1\n-  b: 2\n+  c: 3\n')).toEqual(['+spec:', '+  a: 1', '-  b: 2', '+  c: 3']);
});

it('says a uid by its ends', () => {
  expect(shortUids('uid: 877aac88-f956-4497-ae5a-efbd8a416f57')).toBe('uid: 877aac88-…-6f57');
  expect(shortUids('name: web-1-2-3')).toBe('name: web-1-2-3');
});
