import type { OsRelease } from './os-release.ts';
import { architectureOf, hasFile, hypriotRelease, type Evidence } from './evidence.ts';
import type { Verdict } from './verdict.ts';

/** cloud-init of each 32-bit release (research/hypriot.md §1, from the releases' own build files): first version that has it. */
const cloudInitSince = [
  { minor: 11, cloudInit: '18.3' },
  { minor: 8, cloudInit: '0.7.9' },
  { minor: 7, cloudInit: '0.7.6' },
] as const;
/** Every 64-bit build with cloud-init has this one. */
const cloudInitOf64 = '0.7.9';

/** HypriotOS for the Pi, 32-bit or 64-bit, by its os-release or the files that only it has. */
export function identifyHypriot(evidence: Evidence): Verdict | undefined {
  const release = hypriotRelease(evidence);
  if (release === undefined)
    return hasFile(evidence, 'device-init.yaml') ? deviceInit(evidence, { name: 'HypriotOS', version: '' }) : undefined;
  const device = release.HYPRIOT_DEVICE ?? '';
  if (!device.startsWith('Raspberry Pi'))
    return { kind: 'unknown', reason: `It is HypriotOS for ${device || 'another board'}, not for the Raspberry Pi.` };
  const version = (release.HYPRIOT_IMAGE_VERSION ?? '').replace(/^v/u, '');
  const wide = /64/u.test(device) || (release.HYPRIOT_OS ?? '').endsWith('/arm64');
  const name = `HypriotOS${wide ? ' 64-bit' : ''} ${version}${practiceNote(release)}`;
  if (!hasFile(evidence, 'user-data')) return deviceInit(evidence, { name, version });
  if (wide) return { kind: 'known', family: 'hypriot64', name, version, architecture: 'arm64', cloudInit: cloudInitOf64 };
  const cloudInit = cloudInitOf(version) ?? evidence.root?.cloudInit;
  return { kind: 'known', family: 'hypriot-cloud-init', name, version, architecture: 'armhf', ...(cloudInit && { cloudInit }) };
}

/** The practice image says what it is in os-release's own word for it. */
const practiceNote = (release: OsRelease): string => (release.VARIANT_ID === 'practice' ? ' (practice)' : '');

function deviceInit(evidence: Evidence, { name, version }: { name: string; version: string }): Verdict {
  if (!hasFile(evidence, 'device-init.yaml'))
    return {
      kind: 'unknown',
      reason: `It is ${name}, but both user-data and device-init.yaml are gone from its boot partition.`,
    };
  const architecture = name.includes('64-bit') ? 'arm64' : 'armhf';
  return {
    kind: 'known',
    family: 'hypriot-device-init',
    name,
    version,
    architecture: hypriotRelease(evidence) ? architecture : architectureOf(evidence),
  };
}

function cloudInitOf(version: string): string | undefined {
  const minor = /^1\.(\d+)\./u.exec(version)?.[1];
  return minor === undefined ? undefined : cloudInitSince.find((row) => Number(minor) >= row.minor)?.cloudInit;
}
