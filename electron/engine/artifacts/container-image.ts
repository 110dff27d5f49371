/** A container image by its parts: `ghcr.io/flannel-io/flannel:v0.28.9`. */
export interface ContainerImage {
  /** Host with optional port; `docker.io` where the reference has none. */
  readonly registry: string;
  /** `flannel-io/flannel`; Docker's own images have `library/` before their name. */
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:…`. */
  readonly digest?: string;
}

const pattern = /^(?<name>[a-z0-9._:/-]+?)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/i;
const repositoryPattern = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;

/**
 * Reads a reference as Docker does: what stands before the first slash is a registry when it has a dot or a port, or is
 * `localhost` (distribution/reference). Undefined for what is no reference.
 */
export function parseContainerImage(text: string): ContainerImage | undefined {
  const { name, tag, digest } = pattern.exec(text)?.groups ?? {};
  if (name === undefined) return undefined;
  const [registry, path] = splitRegistry(name);
  const repository = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  if (!repositoryPattern.test(repository)) return undefined;
  return { registry, repository, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

function splitRegistry(name: string): readonly [registry: string, path: string] {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  return /[.:]/.test(first) || first === 'localhost' ? [first, name.slice(slash + 1)] : ['docker.io', name];
}

/** The reference in full, registry and all. */
export function formatContainerImage({ registry, repository, tag, digest }: ContainerImage): string {
  return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** What a manifest or a registry is asked for: the digest where there is one, else the tag, else `latest`. */
export const referenceOf = ({ tag, digest }: ContainerImage): string => digest ?? tag ?? 'latest';

/**
 * The same image at a mirror, `mirror.lan:5000` or `mirror.lan:5000/some/path`: the repository keeps its path, only the
 * registry is another. The reference as it is when it cannot be read.
 */
export function mirroredImage(text: string, mirror: string | undefined): string {
  const image = parseContainerImage(text);
  if (mirror === undefined || image === undefined) return text;
  return formatContainerImage({ ...image, registry: registryName(mirror) });
}

/** A registry as images are named by it: without scheme and closing slash. */
const registryName = (mirror: string): string => mirror.replace(/^https?:\/\//i, '').replace(/\/+$/, '');

/**
 * Where an image's registry is asked; `mirror` is the plan's, whose `http://` says that it has no TLS. Docker Hub answers under
 * another name than its images have (docs.docker.com/registry).
 */
export function registryBase({ registry }: ContainerImage, mirror: string | undefined): string {
  const scheme = mirror !== undefined && /^http:\/\//i.test(mirror) ? 'http' : 'https';
  return `${scheme}://${registry === 'docker.io' ? 'registry-1.docker.io' : registry}`;
}
