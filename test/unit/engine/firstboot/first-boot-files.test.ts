import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { FirstBootFile } from '../../../../electron/contract/card.ts';
import { firstBootFiles } from '../../../../electron/engine/firstboot/first-boot-files.ts';
import {
  imageSketches,
  sketchNames,
  testIdentity,
  testInput,
  testPlan,
  wifiNetwork,
  type SketchName,
} from '../../../fakes/first-boot-input.ts';

const golden = join(import.meta.dirname, 'golden');
const rewrites = process.env['UPDATE_GOLDEN'] === '1';
const hasCloudInit = existsSync('/usr/bin/cloud-init');

const variants = {
  static: (image: SketchName) => testInput(image),
  wifi: (image: SketchName) =>
    testInput(image, { plan: testPlan({ network: wifiNetwork }), secrets: { wifiKey: 'correct horse "battery"' } }),
};
const cases = sketchNames.flatMap((image) => (['static', 'wifi'] as const).map((variant) => ({ image, variant })));
const filesOf = (image: SketchName, variant: keyof typeof variants): readonly FirstBootFile[] =>
  firstBootFiles(variants[variant](image));

const content = (files: readonly FirstBootFile[], path: string): string => {
  const file = files.find((candidate) => candidate.path === path);
  if (file === undefined) throw new Error(`no ${path}`);
  return file.content;
};

describe('the first-boot files of each operating system', () => {
  it.each(cases)('are the golden files of $image with $variant addressing', ({ image, variant }) => {
    const folder = join(golden, image, variant);
    const files = filesOf(image, variant);
    if (rewrites) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      for (const file of files) writeFileSync(join(folder, file.path), file.content);
    }
    expect(files.map(({ path }) => path).sort()).toEqual(readdirSync(folder).sort());
    for (const file of files) expect(file.content, file.path).toBe(readFileSync(join(folder, file.path), 'utf8'));
  });

  it.each(cases)('are ASCII with LF, without BOM, in $image with $variant', ({ image, variant }) => {
    for (const { path, content: text } of filesOf(image, variant)) expect(text, path).toMatch(/^[\n\t -~]*$/);
  });

  it.each(cases)('have one cmdline line that keeps every token of $image with $variant', ({ image, variant }) => {
    const { files }: { files: Readonly<Record<string, string>> } = imageSketches[image];
    const original = files['cmdline.txt'];
    const edited = filesOf(image, variant).find(({ path }) => path === 'cmdline.txt')?.content ?? original;
    expect(edited?.split(' ').slice(0, 3)).toEqual(original?.split(' ').slice(0, 3));
    expect(edited?.split('\n').length).toBe(original?.split('\n').length);
    const tokens = edited?.trim().split(/\s+/) ?? [];
    for (const token of original?.trim().split(/\s+/) ?? []) expect(tokens).toContain(token);
    expect(new Set(tokens).size).toBe(tokens.length);
  });

  it.each(sketchNames)('hold no password and no Wi-Fi passphrase in plain text (%s)', (image) => {
    const all = filesOf(image, 'wifi')
      .map((file) => file.content)
      .join('\n');
    expect(all).not.toContain('correct horse');
    expect(all).not.toContain('plain_text_passwd');
  });

  it.each(sketchNames)('say on the card whose it is, without a secret (%s)', (image) => {
    const marker: unknown = JSON.parse(content(filesOf(image, 'static'), 'slipway.json'));
    expect(marker).toEqual({
      slipway: 1,
      cluster: 'lab',
      node: 'pi-master',
      instanceId: testIdentity.instanceId,
      image: { name: image },
      writtenAt: '2026-11-21T08:30:00.000Z',
    });
  });

  it.each(['no', 'on', '42', '1e3'])('give the name as text to a node that is called %s', (name) => {
    const input = testInput('hypriotos-1.12.3');
    const files = firstBootFiles({ ...input, node: { ...input.node, name } });
    const read = (path: string): unknown => parse(content(files, path), { version: '1.1' });
    expect(read('meta-data')).toMatchObject({ 'local-hostname': name });
    expect(read('user-data')).toMatchObject({ hostname: name });
  });

  it('are the same bytes for the same input', () => {
    expect(firstBootFiles(testInput('raspios-trixie'))).toEqual(firstBootFiles(testInput('raspios-trixie')));
  });
});

const cloudInitCases = cases.filter(({ image }) => 'user-data' in imageSketches[image].files);

describe.skipIf(!hasCloudInit)('cloud-init schema (skipped without the Debian package cloud-init)', () => {
  it.each(cloudInitCases)('accepts the user-data of $image with $variant', ({ image, variant }) => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-schema-'));
    try {
      writeFileSync(join(folder, 'user-data'), content(filesOf(image, variant), 'user-data'));
      const said = execFileSync('/usr/bin/cloud-init', ['schema', '--config-file', join(folder, 'user-data')], {
        encoding: 'utf8',
        stdio: 'pipe',
      });
      expect(said).toContain('Valid cloud-config');
      expect(said).not.toMatch(/deprecat/i);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the user-data of a cloud-init image', () => {
  it.each(cloudInitCases)('starts with exactly #cloud-config in $image with $variant', ({ image, variant }) => {
    expect(content(filesOf(image, variant), 'user-data').split('\n')[0]).toBe('#cloud-config');
  });

  it.each(cloudInitCases.filter(({ image }) => image !== 'hypriotos-1.7.1'))(
    'installs the host key that was made for the node in $image with $variant',
    ({ image, variant }) => {
      const data: unknown = parse(content(filesOf(image, variant), 'user-data'), { version: '1.1' });
      expect(data).toMatchObject({
        ssh_deletekeys: true,
        ssh_keys: { ed25519_private: testIdentity.hostKey.privateKey, ed25519_public: testIdentity.hostKey.publicKey },
      });
    },
  );

  it('has a locked password when the project has none', () => {
    const files = firstBootFiles(testInput('hypriotos-1.12.3', { secrets: {} }));
    const data: unknown = parse(content(files, 'user-data'), { version: '1.1' });
    expect(data).toMatchObject({ users: [{ name: 'pirate', lock_passwd: true }] });
    expect(content(files, 'user-data')).not.toMatch(/^ *(hashed_)?passwd:/m);
  });

  it('leaves out an empty list of keys, which cloud-init refuses', () => {
    const plan = testPlan({ login: { user: 'pirate', authorizedKeys: [] } });
    expect(content(firstBootFiles(testInput('raspios-trixie', { plan })), 'user-data')).not.toContain('ssh_authorized_keys');
  });

  it('splits and trims keys that were pasted with CR LF', () => {
    const plan = testPlan({ login: { user: 'pirate', authorizedKeys: ['ssh-ed25519 AAAA a\r\nssh-ed25519 BBBB b\r\n'] } });
    const data: unknown = parse(content(firstBootFiles(testInput('hypriotos64', { plan })), 'user-data'), { version: '1.1' });
    expect(data).toMatchObject({ users: [{ ssh_authorized_keys: ['ssh-ed25519 AAAA a', 'ssh-ed25519 BBBB b'] }] });
  });
});
