/** One package of a Debian repository, by its index. */
export interface DebianPackage {
  readonly name: string;
  /** `1.36.4-1.1`. */
  readonly version: string;
  readonly architecture: string;
  /** Relative to the repository. */
  readonly path: string;
  readonly sha256: string;
}

/** Reads a `Packages` index (deb822: paragraphs of `Key: value`, continued lines indented). Entries without path or hash are passed over. */
export function parsePackageIndex(text: string): readonly DebianPackage[] {
  return text
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}/)
    .flatMap((paragraph) => packageOf(fieldsOf(paragraph)));
}

function fieldsOf(paragraph: string): ReadonlyMap<string, string> {
  return new Map(
    [...paragraph.matchAll(/^([A-Za-z0-9-]+):[ \t]*(.*)$/gm)].map(([, key = '', value = '']) => [
      key.toLowerCase(),
      value.trim(),
    ]),
  );
}

function packageOf(fields: ReadonlyMap<string, string>): readonly DebianPackage[] {
  const [name, version, architecture, path, sha256] = ['package', 'version', 'architecture', 'filename', 'sha256'].map(
    (key) => fields.get(key) ?? '',
  );
  if (name === undefined || version === undefined || architecture === undefined || path === undefined || sha256 === undefined)
    return [];
  if (name === '' || !isInside(path) || !/^[0-9a-f]{64}$/.test(sha256)) return [];
  return [{ name, version, architecture, path: path.replace(/^\.\//, ''), sha256 }];
}

/** A path that climbs out of the repository is an attack. */
const isInside = (path: string): boolean => path !== '' && !path.startsWith('/') && !path.split('/').includes('..');

interface PackageChoice {
  readonly names: readonly string[];
  /** Debian's names. */
  readonly architectures: readonly string[];
  /** Upstream version of those that carry Kubernetes' own. */
  readonly version: string;
}

/** Packages that have the version of Kubernetes itself; the others of its repository have versions of their own. */
const versioned = new Set(['kubeadm', 'kubelet', 'kubectl']);

/** Of each name and architecture the newest revision of the version; of the others the newest there is. */
export function choosePackages(
  index: readonly DebianPackage[],
  { names, architectures, version }: PackageChoice,
): readonly DebianPackage[] {
  return architectures.flatMap((architecture) =>
    names.flatMap((name) => {
      const fitting = index.filter(
        (entry) =>
          entry.name === name &&
          (entry.architecture === architecture || entry.architecture === 'all') &&
          (!versioned.has(name) || entry.version === version || entry.version.startsWith(`${version}-`)),
      );
      const newest = fitting.toSorted((a, b) => byVersion(b.version, a.version))[0];
      return newest === undefined ? [] : [newest];
    }),
  );
}

/** Orders `1.36.10-1.1` after `1.36.9-1.1`: enough for versions of numbers and dots, which are all that this repository has. */
const byVersion = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
