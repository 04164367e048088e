/** Models github.com/distribution/reference normalize.go, without digests' algorithms. */
export interface ImageReference {
  /** `docker.io`, `registry.k8s.io`, `localhost:5000`. */
  readonly registry: string;
  /** Path within the registry: `library/nginx`. */
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
  /** Everything written out: `docker.io/library/nginx:1.27`. */
  readonly full: string;
}

function isLower(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 48 && c <= 57);
}

function pathIsValid(path: string): boolean {
  return path.split('/').every((part) => {
    if (part === '' || !isLower(part.charCodeAt(0)) || !isLower(part.charCodeAt(part.length - 1)))
      return false;
    for (let i = 0; i < part.length; i += 1) {
      const c = part.charCodeAt(i);
      if (!isLower(c) && c !== 46 && c !== 95 && c !== 45) return false;
    }
    return true;
  });
}

function tagIsValid(tag: string): boolean {
  if (tag === '' || tag.length > 128 || tag.startsWith('.') || tag.startsWith('-')) return false;
  for (let i = 0; i < tag.length; i += 1) {
    const c = tag.charCodeAt(i);
    if (!isLower(c) && !(c >= 65 && c <= 90) && c !== 46 && c !== 95 && c !== 45) return false;
  }
  return true;
}

interface Split {
  readonly registry: string;
  readonly path: string;
  /** Undefined when none is written. */
  readonly tag: string | undefined;
  readonly digest: string;
}

function split(image: string): Split {
  const at = image.indexOf('@');
  const named = at < 0 ? image : image.slice(0, at);
  const slash = named.indexOf('/');
  const head = slash < 0 ? '' : named.slice(0, slash);
  const isHost = head.includes('.') || head.includes(':') || head === 'localhost';
  const rest = isHost ? named.slice(slash + 1) : named;
  const colon = rest.indexOf(':');
  return {
    registry: isHost ? head : 'docker.io',
    path: colon < 0 ? rest : rest.slice(0, colon),
    tag: colon < 0 ? undefined : rest.slice(colon + 1),
    digest: at < 0 ? '' : image.slice(at + 1),
  };
}

function prefixed(sign: string, text: string): string {
  return text === '' ? '' : sign + text;
}

const known = new Map<string, ImageReference | string>();
const KNOWN_MAX = 1024;

/** The name an image is known by, or what is wrong with it, in the parser's words. The same few names are asked for each container. */
export function parseImageReference(image: string): ImageReference | string {
  let reference = known.get(image);
  if (reference === undefined) {
    reference = parsed(image);
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(image, reference);
  }
  return reference;
}

function parsed(image: string): ImageReference | string {
  const bad = 'invalid reference format';
  const { registry, path, tag: written, digest } = split(image);
  if (path === '' || (written !== undefined && !tagIsValid(written))) return bad;
  if (path.toLowerCase() !== path)
    return `${bad}: repository name (${registry === 'docker.io' ? '' : `${registry}/`}${path}) must be lowercase`;
  if (!pathIsValid(path)) return bad;
  const tag = written ?? (digest === '' ? 'latest' : '');
  const repository = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  return {
    registry,
    repository,
    tag,
    digest,
    full: `${registry}/${repository}${prefixed(':', tag)}${prefixed('@', digest)}`,
  };
}
