import { fnv1a32 } from '../../../base/hash.ts';
import type { CriImage } from '../../wires/cri.ts';
import type { ImageReference } from '../../../kube/image-reference.ts';

/** An image as a registry holds it: how much there is to fetch, and what runs when the Pod names no command. */
export interface CatalogueImage {
  /** `docker.io/library/nginx`. */
  readonly repository: string;
  readonly compressedInBytes: number;
  /** Newest release, `major.minor`: a higher version tag does not exist. */
  readonly newest: readonly [number, number];
  /** Tags besides versions. */
  readonly tags: readonly string[];
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** `none`: nothing but the image's own program is inside. */
  readonly shell: 'busybox' | 'debian' | 'none';
}

const MB = 1_000_000;
const USUAL = ['latest', 'stable', 'alpine', 'slim', 'bookworm', 'trixie'];

function official(
  name: string,
  megabytes: number,
  newest: readonly [number, number],
  run: readonly string[],
  more: Partial<CatalogueImage> = {},
): CatalogueImage {
  return {
    repository: `docker.io/library/${name}`,
    compressedInBytes: Math.round(megabytes * MB),
    newest,
    tags: USUAL,
    entrypoint: [],
    cmd: run,
    shell: 'debian',
    ...more,
  };
}

/** Well-known images with the size a node fetches (linux/amd64, compressed layers). */
const IMAGE_CATALOGUE: readonly CatalogueImage[] = [
  official('nginx', 72, [1, 29], ['nginx', '-g', 'daemon off;'], {
    entrypoint: ['/docker-entrypoint.sh'],
    tags: [...USUAL, 'mainline', 'perl', 'otel'],
  }),
  official('httpd', 61, [2, 4], ['httpd-foreground']),
  official('busybox', 2.2, [1, 37], ['sh'], {
    shell: 'busybox',
    tags: [...USUAL, 'musl', 'glibc', 'uclibc'],
  }),
  official('alpine', 3.8, [3, 22], ['/bin/sh'], { shell: 'busybox', tags: [...USUAL, 'edge'] }),
  official('debian', 49, [13, 1], ['bash'], { tags: [...USUAL, 'bullseye'] }),
  official('ubuntu', 30, [25, 10], ['/bin/bash'], { tags: [...USUAL, 'jammy', 'noble', 'rolling'] }),
  official('redis', 45, [8, 2], ['redis-server'], { entrypoint: ['docker-entrypoint.sh'] }),
  official('memcached', 33, [1, 6], ['memcached'], { entrypoint: ['docker-entrypoint.sh'] }),
  official('postgres', 155, [18, 0], ['postgres'], { entrypoint: ['docker-entrypoint.sh'] }),
  official('mysql', 235, [9, 4], ['mysqld'], { entrypoint: ['docker-entrypoint.sh'] }),
  official('mariadb', 115, [12, 0], ['mariadbd'], { entrypoint: ['docker-entrypoint.sh'] }),
  official('mongo', 270, [8, 2], ['mongod'], { entrypoint: ['docker-entrypoint.sh'] }),
  official('rabbitmq', 100, [4, 1], ['rabbitmq-server'], { entrypoint: ['docker-entrypoint.sh'] }),
  official('python', 360, [3, 14], ['python3']),
  official('node', 390, [24, 9], ['node'], {
    entrypoint: ['docker-entrypoint.sh'],
    tags: [...USUAL, 'lts', 'current'],
  }),
  official('golang', 295, [1, 25], ['bash']),
  official('perl', 330, [5, 42], ['perl5']),
  official('wordpress', 250, [6, 8], ['apache2-foreground'], { entrypoint: ['docker-entrypoint.sh'] }),
  official('traefik', 48, [3, 5], ['traefik'], { entrypoint: ['/entrypoint.sh'] }),
  official('hello-world', 0.0025, [0, 0], ['/hello'], { shell: 'none', tags: ['latest', 'linux'] }),
  {
    repository: 'registry.k8s.io/pause',
    compressedInBytes: 320_000,
    newest: [3, 10],
    tags: ['latest'],
    entrypoint: ['/pause'],
    cmd: [],
    shell: 'none',
  },
  {
    repository: 'registry.k8s.io/echoserver',
    compressedInBytes: 46 * MB,
    newest: [1, 10],
    tags: [],
    entrypoint: ['/usr/sbin/nginx'],
    cmd: [],
    shell: 'debian',
  },
  {
    repository: 'registry.k8s.io/e2e-test-images/agnhost',
    compressedInBytes: 56 * MB,
    newest: [2, 60],
    tags: [],
    entrypoint: ['/agnhost'],
    cmd: ['pause'],
    shell: 'busybox',
  },
  {
    repository: 'docker.io/polinux/stress',
    compressedInBytes: 4.1 * MB,
    newest: [1, 0],
    tags: ['latest'],
    entrypoint: [],
    cmd: ['stress'],
    shell: 'busybox',
  },
];

const byRepository = new Map(IMAGE_CATALOGUE.map((image) => [image.repository, image]));

/** The catalogue's entry for an image, if it is well known. */
export function catalogued(reference: ImageReference): CatalogueImage | undefined {
  return byRepository.get(`${reference.registry}/${reference.repository}`);
}

/** `1.27-alpine` → [1, 27]; undefined when the tag does not begin with a number. */
function versionOf(tag: string): readonly [number, number] | undefined {
  const numbers: number[] = [];
  for (const part of (tag.startsWith('v') ? tag.slice(1) : tag).split('-', 1)[0]?.split('.') ?? []) {
    const n = part === '' ? Number.NaN : Number(part);
    if (!Number.isInteger(n)) return undefined;
    numbers.push(n);
  }
  return numbers[0] === undefined ? undefined : [numbers[0], numbers[1] ?? 0];
}

function tagExists(image: CatalogueImage, tag: string): boolean {
  if (tag === '' || image.tags.includes(tag)) return true;
  const version = versionOf(tag);
  if (!version) return image.tags.some((known) => tag.startsWith(`${known}-`));
  return version[0] < image.newest[0] || (version[0] === image.newest[0] && version[1] <= image.newest[1]);
}

/** Alpine variants are a fraction of the full image. */
function sizeOf(image: CatalogueImage, tag: string): number {
  if (image.compressedInBytes < 10 * MB) return image.compressedInBytes;
  if (tag.includes('alpine')) return Math.round(image.compressedInBytes * 0.3);
  return tag.includes('slim') ? Math.round(image.compressedInBytes * 0.45) : image.compressedInBytes;
}

/** What a registry answers: an image to fetch, or containerd's error. */
type Resolution =
  | { readonly ok: true; readonly compressedInBytes: number }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly tookInUs: number };

const RESERVED_DOMAINS = ['.invalid', '.test', '.example', '.localhost'];

function notFound(reference: ImageReference): Resolution {
  const message = `failed to pull and unpack image "${reference.full}": failed to resolve image: ${reference.full}: not found`;
  return { ok: false, code: 'NotFound', message, tookInUs: 620_000 };
}

function accessDenied(reference: ImageReference): Resolution {
  const why =
    'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed';
  return {
    ok: false,
    code: 'Unknown',
    message: `failed to pull and unpack image "${reference.full}": failed to resolve image: ${why}`,
    tookInUs: 900_000,
  };
}

function unreachable(reference: ImageReference, why: string, tookInUs: number): Resolution {
  const url = `https://${reference.registry}/v2/${reference.repository}/manifests/${reference.tag || reference.digest}`;
  const message = `failed to pull and unpack image "${reference.full}": failed to resolve image: failed to do request: Head "${url}": ${why}`;
  return { ok: false, code: 'Unknown', message, tookInUs };
}

/**
 * Asks the registry for an image. The official images of Docker Hub are a closed set, so a misspelt name is refused; an image of any other
 * account exists, with a size drawn from its name. `onlyPresent`: the registry answers "not found" to everything.
 */
export function resolveImage(reference: ImageReference, onlyPresent: boolean): Resolution {
  const host = reference.registry.split(':', 1)[0] ?? '';
  if (RESERVED_DOMAINS.some((domain) => host.endsWith(domain)))
    return unreachable(reference, `dial tcp: lookup ${host} on 192.0.2.1:53: no such host`, 40_000);
  if (host === 'localhost' || host === '127.0.0.1')
    return unreachable(
      reference,
      `dial tcp 127.0.0.1:${reference.registry.split(':')[1] ?? '443'}: connect: connection refused`,
      2_000,
    );
  if (onlyPresent) return notFound(reference);
  const known = catalogued(reference);
  if (known)
    return tagExists(known, reference.tag)
      ? { ok: true, compressedInBytes: sizeOf(known, reference.tag) }
      : notFound(reference);
  if (reference.registry === 'docker.io' && reference.repository.startsWith('library/'))
    return accessDenied(reference);
  return {
    ok: true,
    compressedInBytes: 8 * MB + (fnv1a32(`${reference.registry}/${reference.repository}`) % (150 * MB)),
  };
}

/** 64 hexadecimal digits that stand for a content hash of `text`. */
function digestOf(text: string): string {
  let digits = '';
  for (let i = 0; i < 8; i += 1) digits += fnv1a32(`${i}/${text}/${i}`).toString(16).padStart(8, '0');
  return digits;
}

/** The image as the runtime lists it once it is there; on disk it is larger than on the wire. */
export function imageOf(reference: ImageReference, compressedInBytes: number): CriImage {
  return { name: reference.full, id: `sha256:${digestOf(reference.full)}`, sizeInBytes: compressedInBytes };
}
