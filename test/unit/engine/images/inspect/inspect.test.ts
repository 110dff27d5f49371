import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../../../electron/contract/errors.ts';
import { imageFactsSchema, type ImageFacts } from '../../../../../electron/contract/image.ts';
import { openFileDevice } from '../../../../../electron/disk/device.ts';
import { inspectImage } from '../../../../../electron/engine/images/inspect/inspect.ts';
import { memoryDisk } from '../../../../fakes/memory-disk.ts';
import { hasDiskTools, makePiImage, type PiFlavour, type PiImageOptions } from '../../../../fakes/pi-image.ts';
import { tempFolder } from '../../../../fakes/temp-folder.ts';

const MiB = 1024 * 1024;

async function imageOf(options: Omit<PiImageOptions, 'dir'>): Promise<Buffer> {
  const sizes = { bootMb: options.fat === 16 ? 16 : 40, rootMb: 8 };
  return readFile(await makePiImage({ dir: tempFolder(), ...sizes, ...options }));
}

async function factsOf(options: Omit<PiImageOptions, 'dir'>): Promise<ImageFacts> {
  const facts = await inspectImage(memoryDisk(await imageOf(options)));
  return imageFactsSchema.parse(facts);
}

const known: readonly { readonly flavour: PiFlavour; readonly facts: Readonly<Record<string, string>> }[] = [
  {
    flavour: 'hypriot-1.12.3',
    facts: {
      family: 'hypriot-cloud-init',
      name: 'HypriotOS 1.12.3',
      version: '1.12.3',
      architecture: 'armhf',
      cloudInit: '18.3',
    },
  },
  {
    flavour: 'hypriot-1.9.0',
    facts: { family: 'hypriot-cloud-init', name: 'HypriotOS 1.9.0', version: '1.9.0', architecture: 'armhf', cloudInit: '0.7.9' },
  },
  {
    flavour: 'hypriot-1.7.1',
    facts: { family: 'hypriot-cloud-init', name: 'HypriotOS 1.7.1', version: '1.7.1', architecture: 'armhf', cloudInit: '0.7.6' },
  },
  {
    flavour: 'hypriot-device-init',
    facts: { family: 'hypriot-device-init', name: 'HypriotOS 1.6.0', version: '1.6.0', architecture: 'armhf' },
  },
  {
    flavour: 'hypriot64',
    facts: {
      family: 'hypriot64',
      name: 'HypriotOS 64-bit 20180429-184538',
      version: '20180429-184538',
      architecture: 'arm64',
      cloudInit: '0.7.9',
    },
  },
  {
    flavour: 'raspios-trixie',
    facts: {
      family: 'raspios-cloud-init',
      name: 'Raspberry Pi OS 2026-06-18',
      version: '2026-06-18',
      architecture: 'arm64',
      cloudInit: '25.2',
    },
  },
  {
    flavour: 'raspios-bookworm',
    facts: { family: 'raspios-firstrun', name: 'Raspberry Pi OS 2024-11-19', version: '2024-11-19', architecture: 'arm64' },
  },
  {
    flavour: 'ubuntu',
    facts: { family: 'ubuntu', name: 'Ubuntu 24.04.3 LTS', version: '24.04', architecture: 'arm64', cloudInit: '25.1.4' },
  },
  {
    flavour: 'cloud-init',
    facts: { family: 'cloud-init', name: 'DietPi 9', version: '12', architecture: 'armhf', cloudInit: '22.4.2' },
  },
];

describe.skipIf(!hasDiskTools)('images made by dosfstools and e2fsprogs', () => {
  it.each(known)('$flavour is told by its bytes', async ({ flavour, facts }) => {
    const found = await factsOf({ flavour, name: 'no-name.bin' });
    const { kind, table, boot, ...rest } = found;
    expect(kind).toBe('known');
    expect(rest).toEqual(facts);
    expect(table?.diskId).toBe('7ee80803');
    expect(boot?.partition).toBe(1);
    expect(boot?.names).toContain('cmdline.txt');
    expect(boot?.files['cmdline.txt']).toMatch(/rootwait/u);
    expect(boot?.freeBytes).toBeGreaterThan(MiB);
  });

  it('the small files of the boot partition come with the facts, large ones do not', async () => {
    const bootFiles = { 'user-data': '#cloud-config\n', 'network-config': '#'.repeat(70_000) };
    const { boot } = await factsOf({ flavour: 'hypriot-1.12.3', bootFiles });
    expect(boot?.files['user-data']).toBe('#cloud-config\n');
    expect(boot?.files['meta-data']).toBe('instance-id: pirate001\n');
    expect(Object.keys(boot?.files ?? {})).not.toContain('network-config');
  });

  it('an image that nothing is known of is unknown, with a reason and what could be read', async () => {
    const facts = await factsOf({ flavour: 'plain' });
    expect(facts).toMatchObject({ kind: 'unknown', reason: 'Nothing in it says which operating system it is.' });
    expect(facts.boot?.names).toContain('config.txt');
  });

  it('a root that cannot be read leaves what the boot partition says', async () => {
    const bytes = await imageOf({ flavour: 'hypriot-1.12.3', fat: 16 });
    bytes.fill(0, 17 * MiB);
    expect(await inspectImage(memoryDisk(bytes))).toMatchObject({ kind: 'known', name: 'HypriotOS 1.12.3', cloudInit: '18.3' });
  });

  const broken: readonly { readonly what: string; readonly damage: (bytes: Buffer) => void; readonly reason: string }[] = [
    {
      what: 'no FAT partition',
      damage: (bytes) => bytes.fill(0, MiB, MiB + 512),
      reason: 'It has no FAT boot partition to put the settings on.',
    },
    {
      what: 'a file that starts outside of its boot partition',
      damage: (bytes) => bytes.writeUInt16LE(0xfff0, bytes.indexOf('CMDLINE TXT', 0, 'latin1') + 26),
      reason: 'Its boot partition is damaged.',
    },
    {
      what: 'overlapping partitions',
      damage: (bytes) => bytes.writeUInt32LE(4096, 446 + 16 + 8),
      reason: 'Its boot partition overlaps another partition, so nothing is written into it.',
    },
  ];
  it.each(broken)('an image with $what is unknown', async ({ damage, reason }) => {
    const bytes = await imageOf({ flavour: 'hypriot-1.12.3', fat: 16 });
    damage(bytes);
    const facts = await inspectImage(memoryDisk(bytes));
    expect(facts).toMatchObject({ kind: 'unknown' });
    expect(facts.kind === 'unknown' ? facts.reason : '').toBe(reason);
  });

  it('an image that is cut off ends with an error that says so', async () => {
    const bytes = await imageOf({ flavour: 'hypriot-1.12.3', fat: 16 });
    await expect(inspectImage(memoryDisk(bytes.subarray(0, 10 * MiB)))).rejects.toMatchObject({ code: 'image/truncated' });
  });

  it('files of nothing but line ends do not hold it up', async () => {
    const lines = '\n'.repeat(65_536);
    const rootFiles = {
      'etc/cloud/cloud.cfg.d/lines.cfg': lines,
      'var/lib/dpkg/status': '\n'.repeat(7 * MiB),
      'etc/rpi-issue': lines,
    };
    const bootFiles = { 'config.txt': lines, 'os-release': lines };
    const facts = await factsOf({
      flavour: 'plain',
      rootMb: 24,
      rootFiles: { ...rootFiles, 'etc/os-release': lines },
      bootFiles,
    });
    expect(facts).toMatchObject({ kind: 'unknown', reason: 'Nothing in it says which operating system it is.' });
  });

  it('inspecting writes nothing', async () => {
    const disk = memoryDisk(await imageOf({ flavour: 'raspios-trixie' }));
    await inspectImage(disk);
    expect(disk.writes).toEqual([]);
  });

  it('any bytes changed anywhere in the metadata end in facts that fit the contract, or an error of the table', async () => {
    const bytes = await imageOf({ flavour: 'hypriot-1.12.3', fat: 16, ext4Options: ['-N', '128'] });
    const areas = [0, MiB, MiB + 512 * 4, MiB + 512 * 140, 17 * MiB + 1024, 17 * MiB + 4096, 17 * MiB + 40_960];
    const change = fc.record({ area: fc.constantFrom(...areas), at: fc.nat(511), value: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 10 }), async (changes) => {
        const before = changes.map(({ area, at }) => bytes.readUInt8(area + at));
        for (const { area, at, value } of changes) bytes.writeUInt8(value, area + at);
        const facts: unknown = await inspectImage(memoryDisk(bytes)).catch((error: unknown) => error);
        for (const [index, { area, at }] of [...changes.entries()].reverse()) bytes.writeUInt8(before[index] ?? 0, area + at);
        if (facts instanceof SlipwayError) expect(['image/no-partition-table', 'image/truncated']).toContain(facts.code);
        else expect(imageFactsSchema.safeParse(facts).error).toBeUndefined();
      }),
      { numRuns: 80 },
    );
  });
});

it('a file without a partition table is refused', async () => {
  await expect(inspectImage(memoryDisk(Buffer.from('<!doctype html>'.repeat(100))))).rejects.toMatchObject({
    code: 'image/no-partition-table',
  });
});

const lab = process.env.SLIPWAY_LAB ?? '/var/tmp/slipway-lab';
describe.each([
  { image: 'hypriot.img', family: 'hypriot-cloud-init', name: 'HypriotOS 1.12.3', architecture: 'armhf' },
  { image: 'raspios.img', family: 'raspios-cloud-init', name: 'Raspberry Pi OS 2026-06-18', architecture: 'arm64' },
])('the lab image $image', ({ image, ...facts }) => {
  it.skipIf(!existsSync(join(lab, image)))(
    'is what its boot partition says, whatever its root holds (needs the lab)',
    async () => {
      const device = await openFileDevice(join(lab, image), 'r');
      const found = await inspectImage(device).finally(() => device.close());
      expect(found).toMatchObject({ kind: 'known', ...facts });
    },
  );
});
