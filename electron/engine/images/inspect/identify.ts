import { plainText } from '../../../contract/plain-text.ts';
import { architectureOf, hasFile, type Evidence } from './evidence.ts';
import { identifyHypriot } from './hypriot.ts';
import type { Verdict } from './verdict.ts';

/** Decides by what was read, most telling evidence first: the boot partition outranks the root file system. */
export function identify(evidence: Evidence): Verdict {
  return (
    identifyHypriot(evidence) ??
    identifyRaspios(evidence) ??
    identifyUbuntu(evidence) ??
    identifyCloudInit(evidence) ??
    unknown(evidence)
  );
}

const cloudInitOf = ({ root }: Evidence): { cloudInit?: string } =>
  root?.cloudInit === undefined ? {} : { cloudInit: root.cloudInit };

/** Both are needed: cloud-init's NoCloud takes user-data without meta-data for nothing. */
const hasSeedFiles = (evidence: Evidence): boolean => hasFile(evidence, 'user-data') && hasFile(evidence, 'meta-data');

/** pi-gen signs its work in issue.txt (`Raspberry Pi reference 2026-06-18`) and /etc/rpi-issue. */
function identifyRaspios(evidence: Evidence): Verdict | undefined {
  const signed = [evidence.boot.files['issue.txt'], evidence.root?.rpiIssue];
  const version = signed.map((text) => /^Raspberry Pi reference (\d{4}-\d{2}-\d{2})/u.exec(text ?? '')?.[1]).find(Boolean);
  if (version === undefined) return undefined;
  const known = { kind: 'known', name: `Raspberry Pi OS ${version}`, version, architecture: architectureOf(evidence) } as const;
  return hasSeedFiles(evidence)
    ? { ...known, family: 'raspios-cloud-init', ...cloudInitOf(evidence) }
    : { ...known, family: 'raspios-firstrun' };
}

function identifyUbuntu(evidence: Evidence): Verdict | undefined {
  const { root, label } = evidence;
  if (root === undefined ? label !== 'system-boot' : root.osRelease.ID !== 'ubuntu') return undefined;
  const { PRETTY_NAME: name = 'Ubuntu', VERSION_ID: version = '' } = root?.osRelease ?? {};
  if (!hasSeedFiles(evidence))
    return { kind: 'unknown', reason: `${name} has no cloud-init files on its boot partition; use Ubuntu Server.` };
  return { kind: 'known', family: 'ubuntu', name, version, architecture: architectureOf(evidence), ...cloudInitOf(evidence) };
}

/** Any system whose cloud-init reads this partition: by the label that NoCloud looks for, or because its root says so. */
function identifyCloudInit(evidence: Evidence): Verdict | undefined {
  const { root, label } = evidence;
  const read = label.toLowerCase() === 'cidata' || root?.seed === 'boot-partition';
  if (!hasSeedFiles(evidence) || !read) return undefined;
  const { PRETTY_NAME: name = 'A system with cloud-init', VERSION_ID: version = '' } = root?.osRelease ?? {};
  return { kind: 'known', family: 'cloud-init', name, version, architecture: architectureOf(evidence), ...cloudInitOf(evidence) };
}

function unknown(evidence: Evidence): Verdict {
  const name = plainText(evidence.root?.osRelease.PRETTY_NAME ?? '');
  if (hasSeedFiles(evidence))
    return { kind: 'unknown', reason: `${name || 'It'} has cloud-init files, but nothing says that they are read.` };
  return name === ''
    ? { kind: 'unknown', reason: 'Nothing in it says which operating system it is.' }
    : { kind: 'unknown', reason: `Slipway does not know how ${name} takes first-boot settings.` };
}
