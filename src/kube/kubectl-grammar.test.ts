import { describe, expect, it } from 'vitest';
import { commandOf, complete } from './kubectl-grammar.ts';

const objects = [
  'pods/default/web',
  'pods/default/worker',
  'pods/kube-system/dns',
  'nodes/node-1',
  'deployments.apps/default/shop',
  'namespaces/kube-system',
];

describe('completion', () => {
  it.each([
    ['kub', ['kubectl']],
    ['kubectl de', ['delete', 'describe']],
    ['kubectl create d', ['deployment']],
    ['kubectl get po', ['poddisruptionbudgets', 'pods', 'podtemplates']],
    ['kubectl get pods w', ['web', 'worker']],
    ['kubectl get pods -n kube-system ', ['dns']],
    ['kubectl delete deploy/s', ['deploy/shop']],
    ['kubectl logs wo', ['worker']],
    ['kubectl get pods -o w', ['wide']],
    ['kubectl get pods --show-l', ['--show-labels']],
    ['kubectl run x --restart=N', ['--restart=Never']],
    ['kubectl get pods -n ', ['kube-system']],
  ])('of "%s" is %j', (line, expected) => {
    expect(complete(line, objects)).toEqual(expected);
  });

  it('finds the longest command', () => {
    expect(commandOf(['create', 'deploy', 'x'])?.name).toBe('create deployment');
    expect(commandOf(['create', '-f', 'x'])?.name).toBe('create');
    expect(commandOf(['gte'])).toBeUndefined();
  });
});
