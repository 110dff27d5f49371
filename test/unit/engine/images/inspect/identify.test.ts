import { describe, expect, it } from 'vitest';
import { cloudInitVersion, type RootFacts } from '../../../../../electron/engine/images/inspect/root-facts.ts';
import type { Evidence } from '../../../../../electron/engine/images/inspect/evidence.ts';
import { elfArchitecture } from '../../../../../electron/engine/images/inspect/elf-architecture.ts';
import { identify } from '../../../../../electron/engine/images/inspect/identify.ts';
import { parseOsRelease } from '../../../../../electron/engine/images/inspect/os-release.ts';
import { elf } from '../../../../fakes/elf.ts';

interface Sketch {
  readonly label?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly root?: Partial<RootFacts>;
}

function evidence({ label = 'boot', files = {}, root }: Sketch): Evidence {
  const facts: RootFacts | undefined = root && { osRelease: {}, architecture: 'unknown', seed: 'none', ...root };
  return { label, boot: { partition: 1, freeBytes: 1, names: Object.keys(files), files }, ...(facts && { root: facts }) };
}

const hypriot = (version: string): string =>
  `HYPRIOT_OS="HypriotOS/armhf"\nHYPRIOT_DEVICE="Raspberry Pi"\nHYPRIOT_IMAGE_VERSION="${version}"\n`;
const seed = { 'user-data': '#cloud-config\n', 'meta-data': '' };

interface Case {
  readonly what: string;
  readonly sketch: Sketch;
}

describe('which system it is', () => {
  it.each([
    { version: 'v1.7.0', cloudInit: '0.7.6' },
    { version: 'v1.8.0', cloudInit: '0.7.9' },
    { version: 'v1.10.1', cloudInit: '0.7.9' },
    { version: 'v1.11.0', cloudInit: '18.3' },
    { version: 'v1.12.2', cloudInit: '18.3' },
    { version: 'v1.13.0', cloudInit: '18.3' },
    { version: 'dirty', cloudInit: '20.1' },
  ])('HypriotOS $version has cloud-init $cloudInit', ({ version, cloudInit }) => {
    const verdict = identify(evidence({ files: { ...seed, 'os-release': hypriot(version) }, root: { cloudInit: '20.1' } }));
    expect(verdict).toMatchObject({ kind: 'known', family: 'hypriot-cloud-init', cloudInit });
  });

  it.each<Case & { readonly family: string }>([
    {
      what: 'HypriotOS by the root alone',
      sketch: { files: seed, root: { osRelease: parseOsRelease(hypriot('v1.12.3')) } },
      family: 'hypriot-cloud-init',
    },
    { what: 'device-init by its file alone', sketch: { files: { 'device-init.yaml': '' } }, family: 'hypriot-device-init' },
    {
      what: 'Hypriot on the boot partition outranks Ubuntu in the root',
      sketch: { files: { ...seed, 'os-release': hypriot('v1.12.3') }, root: { osRelease: { ID: 'ubuntu' } } },
      family: 'hypriot-cloud-init',
    },
    {
      what: 'Raspberry Pi OS by its root alone',
      sketch: { files: seed, root: { rpiIssue: 'Raspberry Pi reference 2025-11-24' } },
      family: 'raspios-cloud-init',
    },
    {
      what: 'Raspberry Pi OS without cloud-init files takes a first-run script',
      sketch: { files: { 'issue.txt': 'Raspberry Pi reference 2023-05-03\n' } },
      family: 'raspios-firstrun',
    },
    {
      what: 'Ubuntu by its label, when the root cannot be read',
      sketch: { label: 'system-boot', files: seed },
      family: 'ubuntu',
    },
    { what: 'NoCloud by its label, in any case', sketch: { label: 'cidata', files: seed }, family: 'cloud-init' },
    {
      what: 'NoCloud by a root that looks at /boot',
      sketch: { files: seed, root: { seed: 'boot-partition' as const } },
      family: 'cloud-init',
    },
  ])('$what', ({ sketch, family }) => {
    expect(identify(evidence(sketch))).toMatchObject({ kind: 'known', family });
  });

  it.each<Case & { readonly reason: string }>([
    {
      what: 'HypriotOS for an ODROID',
      sketch: { files: { 'os-release': hypriot('v1.0').replace('Raspberry Pi', 'ODROID C1') } },
      reason: 'It is HypriotOS for ODROID C1, not for the Raspberry Pi.',
    },
    {
      what: 'HypriotOS whose settings files are gone',
      sketch: { files: { 'os-release': hypriot('v1.12.3') } },
      reason: 'It is HypriotOS 1.12.3, but both user-data and device-init.yaml are gone from its boot partition.',
    },
    {
      what: 'Ubuntu Desktop',
      sketch: { label: 'system-boot', root: { osRelease: { ID: 'ubuntu', PRETTY_NAME: 'Ubuntu 24.10' } } },
      reason: 'Ubuntu 24.10 has no cloud-init files on its boot partition; use Ubuntu Server.',
    },
    {
      what: 'another system',
      sketch: { root: { osRelease: { PRETTY_NAME: 'LibreELEC 12' } } },
      reason: 'Slipway does not know how LibreELEC 12 takes first-boot settings.',
    },
    {
      what: 'cloud-init files that nobody reads',
      sketch: { files: seed },
      reason: 'It has cloud-init files, but nothing says that they are read.',
    },
    {
      what: 'user-data without meta-data',
      sketch: { label: 'CIDATA', files: { 'user-data': '' } },
      reason: 'Nothing in it says which operating system it is.',
    },
  ])('unknown: $what', ({ sketch, reason }) => {
    expect(identify(evidence(sketch))).toEqual({ kind: 'unknown', reason });
  });

  it.each<Case & { readonly architecture: string }>([
    {
      what: 'programs',
      sketch: { files: { 'kernel8.img': '' }, root: { architecture: 'armhf' as const } },
      architecture: 'armhf',
    },
    {
      what: 'config.txt, when there are no programs',
      sketch: { files: { 'config.txt': '[all]\narm_64bit=1\n', 'kernel7.img': '' } },
      architecture: 'arm64',
    },
    {
      what: 'config.txt, when the programs cannot run on a Pi',
      sketch: { files: { 'config.txt': 'arm_64bit=1\n', 'cmdline.txt': '' }, root: { architecture: 'amd64' as const } },
      architecture: 'arm64',
    },
    { what: 'the kernels', sketch: { files: { 'kernel7.img': '', 'kernel8.img': '' } }, architecture: 'armhf' },
    { what: 'a 64-bit kernel alone', sketch: { files: { 'kernel8.img': '' } }, architecture: 'arm64' },
    { what: 'nothing', sketch: {}, architecture: 'unknown' },
  ])('the architecture is told by $what', ({ sketch, architecture }) => {
    const files = { ...seed, ...sketch.files };
    expect(identify(evidence({ ...sketch, label: 'CIDATA', files }))).toMatchObject({ kind: 'known', architecture });
  });
});

describe('the parts of the evidence', () => {
  it.each(['armhf', 'armel', 'arm64', 'amd64'] as const)('an ELF program for %s is told by its header', (kind) => {
    expect(elfArchitecture(elf(kind))).toBe(kind);
  });

  it.each([
    { what: 'a script', program: Buffer.from('#!/bin/sh\n'.repeat(10)) },
    { what: 'a short file', program: elf('arm64').subarray(0, 20) },
    { what: 'a big-endian program', program: Buffer.from(elf('arm64').fill(2, 5, 6)) },
    { what: 'a program for another machine', program: Buffer.from(elf('arm64').fill(8, 18, 19)) },
  ])('$what has no known architecture', ({ program }) => {
    expect(elfArchitecture(program)).toBe('unknown');
  });

  it.each([
    { line: 'Version: 0.7.6~bzr976-2', version: '0.7.6' },
    { line: 'Version: 25.2-1~rpt2', version: '25.2' },
    { line: 'Version: 1:18.3-6', version: '18.3' },
  ])('the upstream part of "$line" is $version', ({ line, version }) => {
    const status = `Package: cloud\nVersion: 9\n\nPackage: cloud-init\nStatus: install ok installed\n${line}\nDepends: x\n\nPackage: z\nVersion: 1\n`;
    expect(cloudInitVersion(status)).toBe(version);
  });

  it('a cloud-init that was removed has no version', () => {
    expect(cloudInitVersion('Package: cloud-init\nStatus: deinstall ok config-files\nVersion: 22.4\n')).toBeUndefined();
    expect(cloudInitVersion('Package: cloud-init-base\nStatus: install ok installed\nVersion: 22.4\n')).toBeUndefined();
    expect(cloudInitVersion(undefined)).toBeUndefined();
  });

  it('os-release values lose their quotes, and what could disguise them', () => {
    const text = 'A=plain\nB="quoted \\"inside\\""\r\nC=\'single\'\n# comment\nD="evil\u202e\u0007name"\nbad line\nE=\n';
    expect(parseOsRelease(text)).toEqual({ A: 'plain', B: 'quoted "inside"', C: 'single', D: 'evilname', E: '' });
    expect(parseOsRelease(`NAME=${'x'.repeat(500)}`).NAME).toHaveLength(120);
  });
});
