/** The Container Runtime Interface between a kubelet and its runtime (k8s.io/cri-api runtime/v1), reduced to what is modelled. */
export interface CriContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly (readonly [string, string])[];
  readonly attempt: number;
  /** cgroup memory limit; 0 or absent = none. */
  readonly memoryLimitInBytes?: number;
}

export type CriRequest =
  /** Tells the runtime the range its network plugin gives Pod addresses from. */
  | { readonly method: 'UpdateRuntimeConfig'; readonly id: number; readonly podCidr: string }
  /** Opens a stream: one `GetContainerEvents` answer for each container that ended by itself. */
  | { readonly method: 'GetContainerEvents'; readonly id: number }
  /** Not CRI: the kubelet reads the log file that the runtime writes on the same disk; `follow` goes on until the container ends. */
  | { readonly method: 'ReadLog'; readonly id: number; readonly container: string; readonly follow: boolean }
  | {
      readonly method: 'RunPodSandbox';
      readonly id: number;
      readonly namespace: string;
      readonly name: string;
      readonly uid: string;
      readonly attempt: number;
      readonly hostNetwork: boolean;
    }
  | {
      readonly method: 'StopPodSandbox' | 'RemovePodSandbox' | 'PodSandboxStatus';
      readonly id: number;
      readonly sandbox: string;
    }
  | { readonly method: 'ImageStatus' | 'PullImage'; readonly id: number; readonly image: string }
  | {
      readonly method: 'CreateContainer';
      readonly id: number;
      readonly sandbox: string;
      readonly spec: CriContainerSpec;
    }
  | {
      readonly method: 'StartContainer' | 'RemoveContainer' | 'ContainerStatus';
      readonly id: number;
      readonly container: string;
    }
  | {
      readonly method: 'StopContainer';
      readonly id: number;
      readonly container: string;
      readonly timeoutInSeconds: number;
    }
  | { readonly method: 'ListContainers' | 'ListPodSandbox' | 'ListImages'; readonly id: number };

export interface CriContainer {
  readonly id: string;
  readonly sandbox: string;
  readonly podUid: string;
  readonly name: string;
  readonly attempt: number;
  readonly image: string;
  readonly imageId: string;
  readonly state: 'CREATED' | 'RUNNING' | 'EXITED';
  readonly createdAtUs: number;
  readonly startedAtUs: number;
  readonly finishedAtUs: number;
  readonly exitCode: number;
  readonly reason: string;
}

export interface CriSandbox {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly podUid: string;
  readonly state: 'READY' | 'NOTREADY';
  readonly ip: string;
  readonly createdAtUs: number;
}

export interface CriImage {
  readonly name: string;
  readonly id: string;
  readonly sizeInBytes: number;
}

export type CriResponse =
  | { readonly method: 'RunPodSandbox'; readonly id: number; readonly sandbox: CriSandbox }
  | { readonly method: 'PodSandboxStatus'; readonly id: number; readonly sandbox: CriSandbox | null }
  | { readonly method: 'ImageStatus'; readonly id: number; readonly image: CriImage | null }
  | { readonly method: 'PullImage'; readonly id: number; readonly image: CriImage; readonly tookInUs: number }
  | { readonly method: 'CreateContainer'; readonly id: number; readonly container: string }
  | { readonly method: 'ContainerStatus'; readonly id: number; readonly container: CriContainer | null }
  | { readonly method: 'ListContainers'; readonly id: number; readonly containers: readonly CriContainer[] }
  | { readonly method: 'ListPodSandbox'; readonly id: number; readonly sandboxes: readonly CriSandbox[] }
  | { readonly method: 'ListImages'; readonly id: number; readonly images: readonly CriImage[] }
  | {
      readonly method: 'GetContainerEvents';
      readonly id: number;
      readonly event: 'CONTAINER_STOPPED_EVENT';
      readonly container: string;
      readonly podUid: string;
    }
  | {
      readonly method: 'ReadLog';
      readonly id: number;
      readonly lines: readonly CriLogLine[];
      readonly ended: boolean;
    }
  | { readonly method: 'done'; readonly id: number }
  | { readonly method: 'error'; readonly id: number; readonly code: string; readonly message: string };

/** A line a container wrote; runtimes write them to a file on the node, kubelets read them for `kubectl logs`. */
export interface CriLogLine {
  readonly atUs: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}
