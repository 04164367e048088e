/** etcd's gRPC KV, Watch and Lease services, as kube-apiserver uses them. Values are immutable plain data, not bytes. */
export interface EtcdKv {
  readonly key: string;
  readonly value: unknown;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
  readonly lease: number;
}

export interface EtcdCompare {
  readonly key: string;
  readonly target: 'mod' | 'create' | 'version';
  readonly result: 'equal' | 'greater' | 'less' | 'not-equal';
  readonly value: number;
}

export type EtcdOp =
  | { readonly op: 'put'; readonly key: string; readonly value: unknown; readonly lease: number }
  /** `end` empty = one key. */
  | { readonly op: 'delete'; readonly key: string; readonly end: string }
  | {
      readonly op: 'range';
      readonly key: string;
      readonly end: string;
      readonly limit: number;
      readonly revision: number;
    };

export type EtcdRequest =
  | {
      readonly kind: 'range';
      readonly id: number;
      readonly key: string;
      readonly end: string;
      readonly limit: number;
      readonly revision: number;
      readonly serializable: boolean;
      readonly countOnly: boolean;
    }
  | {
      readonly kind: 'txn';
      readonly id: number;
      readonly compare: readonly EtcdCompare[];
      readonly success: readonly EtcdOp[];
      readonly failure: readonly EtcdOp[];
    }
  /** Opens a watch of [key, end) from `startRevision` (0 = from now). */
  | {
      readonly kind: 'watch';
      readonly id: number;
      readonly key: string;
      readonly end: string;
      readonly startRevision: number;
      readonly prevKv: boolean;
    }
  | { readonly kind: 'watch-cancel'; readonly id: number; readonly watch: number }
  | { readonly kind: 'lease-grant'; readonly id: number; readonly ttlInSeconds: number }
  | { readonly kind: 'lease-revoke' | 'lease-keep-alive'; readonly id: number; readonly lease: number }
  | { readonly kind: 'compact'; readonly id: number; readonly revision: number };

export type EtcdOpResponse =
  | { readonly op: 'put' }
  | { readonly op: 'delete'; readonly deleted: number }
  | { readonly op: 'range'; readonly kvs: readonly EtcdKv[]; readonly count: number; readonly more: boolean };

export interface EtcdEvent {
  readonly type: 'PUT' | 'DELETE';
  /** For a DELETE: key and modRevision of the tombstone, value null. */
  readonly kv: EtcdKv;
  readonly prevKv: EtcdKv | null;
}

export type EtcdResponse =
  | {
      readonly kind: 'range';
      readonly id: number;
      readonly revision: number;
      readonly kvs: readonly EtcdKv[];
      readonly count: number;
      readonly more: boolean;
    }
  | {
      readonly kind: 'txn';
      readonly id: number;
      readonly revision: number;
      readonly succeeded: boolean;
      readonly responses: readonly EtcdOpResponse[];
    }
  | { readonly kind: 'watch-created'; readonly id: number; readonly revision: number }
  /** Stream message of the watch that request `id` opened; `compactRevision` > 0 ends it. */
  | {
      readonly kind: 'watch-events';
      readonly id: number;
      readonly revision: number;
      readonly events: readonly EtcdEvent[];
      readonly compactRevision: number;
    }
  | {
      readonly kind: 'lease';
      readonly id: number;
      readonly revision: number;
      readonly lease: number;
      readonly ttlInSeconds: number;
    }
  | { readonly kind: 'done'; readonly id: number; readonly revision: number }
  | { readonly kind: 'error'; readonly id: number; readonly message: string };
