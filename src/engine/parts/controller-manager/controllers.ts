import type { Controller } from '../../loops/controller.ts';
import type { InformerConfig } from '../../loops/informer.ts';
import { deploymentController } from './deployment/deployment.ts';
import { replicaSetController } from './replicaset/replicaset.ts';

/** A controller with the name of its service account. Its memory is its own: nobody else looks into it. */
export interface Registered {
  readonly controller: Controller;
  readonly account: string;
}

/** Forgets the type of the memory, which only the controller itself knows. */
function register<M>(controller: Controller<M>, account: string): Registered {
  return { controller: controller as unknown as Controller, account };
}

/** All controllers that run, one line each. */
export const controllers: readonly Registered[] = [
  register(deploymentController, 'deployment-controller'),
  register(replicaSetController, 'replicaset-controller'),
];

/** What they watch, shared by all. */
export const informers: readonly InformerConfig[] = [
  { name: 'deployments', path: '/apis/apps/v1/deployments' },
  { name: 'replicasets', path: '/apis/apps/v1/replicasets' },
  { name: 'pods', path: '/api/v1/pods' },
];
