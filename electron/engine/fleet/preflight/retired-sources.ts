import type { AptSource } from '../../../contract/facts.ts';

/** A package source that has closed, and where its packages are now; without `to` it has no archive and is left out. */
export interface SourceMove {
  readonly source: AptSource;
  readonly to?: string;
}

/** Releases whose packages left the usual servers (research/hypriot.md section 4; wiki.debian.org/DebianReleases). */
const retiredDebian = ['wheezy', 'jessie', 'stretch', 'buster'];
const retiredRaspbian = ['wheezy', 'jessie', 'stretch', 'buster'];
/** Interim releases of Ubuntu have nine months (wiki.ubuntu.com/Releases). */
const retiredUbuntu = ['hirsute', 'impish', 'kinetic', 'lunar', 'mantic', 'oracular', 'plucky'];

const debianArchive = 'http://archive.debian.org/debian';
const securityArchive = 'http://archive.debian.org/debian-security';

interface Retired {
  readonly hosts: RegExp;
  readonly releases: readonly string[] | 'all';
  to(source: AptSource): string | undefined;
}

const retired: readonly Retired[] = [
  {
    hosts: /^(?:raspbian\.raspberrypi\.(?:org|com)|mirrordirector\.raspbian\.org|archive\.raspbian\.org|mirror\.ox\.ac\.uk)$/,
    releases: retiredRaspbian,
    to: () => 'http://legacy.raspbian.org/raspbian/',
  },
  {
    // The archive never got jessie-updates and stretch-updates: point releases took them in.
    hosts: /^(?:deb|httpredir|http|security|cdn-fastly\.deb|ftp(?:\.\w{2})?)\.debian\.org$/,
    releases: retiredDebian,
    to: ({ url, host, suite }) => {
      if (/^(?:wheezy|jessie|stretch)-updates$/.test(suite)) return undefined;
      return host.startsWith('security.') || /\/debian-security\/?$/.test(url) ? securityArchive : debianArchive;
    },
  },
  {
    hosts: /^(?:ports|archive|security|(?:\w{2}\.)?archive)\.ubuntu\.com$/,
    releases: retiredUbuntu,
    to: () => 'http://old-releases.ubuntu.com/ubuntu',
  },
  // Hypriot's own repository closed in 2019 (hypriot/os-rootfs#68), Kubernetes' in 2024 (kubernetes/release#3485).
  { hosts: /^packagecloud\.io$/, releases: retiredRaspbian, to: () => undefined },
  { hosts: /^(?:apt\.kubernetes\.io|packages\.cloud\.google\.com)$/, releases: 'all', to: () => undefined },
];

/** `buster` of `buster-updates` and `stretch/updates`. */
const releaseOf = (suite: string): string => suite.split(/[-/]/)[0] ?? suite;

/** The sources among these that have closed. */
export function movesOf(sources: readonly AptSource[]): readonly SourceMove[] {
  return sources.flatMap((source) => {
    const found = retired.find(
      ({ hosts, releases }) => hosts.test(source.host) && (releases === 'all' || releases.includes(releaseOf(source.suite))),
    );
    if (found === undefined) return [];
    const to = found.to(source);
    return [to === undefined ? { source } : { source, to }];
  });
}
