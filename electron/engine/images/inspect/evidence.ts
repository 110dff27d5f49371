import type { Architecture, BootFacts } from '../../../contract/image.ts';
import type { OsRelease } from './os-release.ts';
import { parseOsRelease } from './os-release.ts';
import type { RootFacts } from './root-facts.ts';

/** Everything that was read, for the rules that decide which system it is. */
export interface Evidence {
  readonly boot: BootFacts;
  /** Label of the boot partition. */
  readonly label: string;
  readonly root?: RootFacts;
}

/** Whether the boot partition has a file of this name, in any case. */
export function hasFile({ boot }: Evidence, name: string): boolean {
  return boot.names.some((present) => present.toLowerCase() === name);
}

/** Hypriot's os-release: the copy on the boot partition first, because the root may be anything (the lab's is Debian). */
export function hypriotRelease({ boot, root }: Evidence): OsRelease | undefined {
  const releases = [parseOsRelease(boot.files['os-release'] ?? ''), root?.osRelease ?? {}];
  return releases.find((release) => release.HYPRIOT_IMAGE_VERSION !== undefined);
}

/**
 * The processor that the system is made for: what its programs say, if that can run on a Pi at all; else the settings and
 * kernels of the boot partition.
 */
export function architectureOf(evidence: Evidence): Architecture {
  const programs = evidence.root?.architecture ?? 'unknown';
  return programs === 'unknown' || (programs === 'amd64' && hasFile(evidence, 'cmdline.txt')) ? byBootFiles(evidence) : programs;
}

function byBootFiles(evidence: Evidence): Architecture {
  const has64 = hasFile(evidence, 'kernel8.img') || hasFile(evidence, 'vmlinuz');
  if (/^[ \t]*arm_64bit=1[ \t\r]*$/mu.test(evidence.boot.files['config.txt'] ?? '')) return 'arm64';
  if (hasFile(evidence, 'kernel7.img') || hasFile(evidence, 'kernel.img')) return 'armhf';
  return has64 ? 'arm64' : 'unknown';
}
