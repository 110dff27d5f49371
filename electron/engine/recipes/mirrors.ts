/** A registry that stands for all others. */
export interface Registry {
  /** `mirror.lan:5000`. */
  readonly host: string;
  /** Host and path, as image names begin with it: `mirror.lan:5000/k8s`. */
  readonly repository: string;
  /** `http://mirror.lan:5000`. */
  readonly url: string;
  /** Whether it is spoken to without TLS. */
  readonly plain: boolean;
}

/** The registry of `mirrors.registry`: `http://host:5000`, `https://host/path`, or a bare host, which means TLS. */
export function registryOf(mirror: string | undefined): Registry | undefined {
  if (mirror === undefined) return undefined;
  const url = new URL(/^https?:\/\//i.test(mirror) ? mirror : `https://${mirror}`);
  const path = url.pathname.replace(/\/+$/, '');
  return { host: url.host, repository: `${url.host}${path}`, url: url.origin, plain: url.protocol === 'http:' };
}

export const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`);
