import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { diskId, flavourFiles, type PiFlavour, type RootFile } from './pi-flavours.ts';

export type { PiFlavour } from './pi-flavours.ts';

export interface PiImageOptions {
  /** Existing folder; the image is made in it. */
  readonly dir: string;
  readonly flavour: PiFlavour;
  readonly name?: string;
  /** FAT type of the boot partition; the flavour's own when absent. */
  readonly fat?: 16 | 32;
  /** Sizes of the partitions, MiB. */
  readonly bootMb?: number;
  readonly rootMb?: number;
  /** Files added to, or replacing those of, the boot partition; undefined removes one. */
  readonly bootFiles?: Readonly<Record<string, string | Uint8Array | undefined>>;
  readonly rootFiles?: Readonly<Record<string, RootFile | undefined>>;
  readonly ext4Options?: readonly string[];
}

const run = promisify(execFile);
const env = { ...process.env, PATH: `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin` };
const mib = 1024 * 1024;

/** Whether this machine has the Debian tools that make and judge images. */
export const hasDiskTools = ['sfdisk', 'mkfs.vfat', 'mcopy', 'mkfs.ext4', 'fsck.vfat', 'e2fsck', 'debugfs'].every((tool) =>
  env.PATH.split(delimiter).some((folder) => existsSync(join(folder, tool))),
);

/** Runs one of the Debian tools. A failing exit is an error, with what the tool said. */
export async function tool(command: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run(command, args, { env, encoding: 'utf8', maxBuffer: 64 * mib });
  return stdout;
}

/** Makes a card image in the layout of a Pi (MBR, FAT at 1 MiB, ext4 behind it) with sfdisk, mkfs.vfat, mcopy and mkfs.ext4. */
export async function makePiImage(options: PiImageOptions): Promise<string> {
  const files = flavourFiles[options.flavour];
  const { dir, fat = files.fat, bootMb = 64, rootMb = 16, name = `${options.flavour}.img` } = options;
  const image = join(dir, name);
  const work = await mkdtemp(join(dir, 'making-'));
  await rm(image, { force: true });
  await sized(image, (1 + bootMb + rootMb) * mib);
  await partition(image, { bootMb, rootMb, work });
  await fill(join(work, 'boot'), { ...files.boot, ...firmware, ...options.bootFiles });
  await makeBoot(image, { work, fat, bootMb, label: files.bootLabel });
  await fill(join(work, 'root'), { ...files.root, ...options.rootFiles });
  const root = [
    '-L',
    files.rootLabel,
    '-d',
    join(work, 'root'),
    '-E',
    `offset=${(1 + bootMb) * mib}`,
    ...(options.ext4Options ?? []),
  ];
  await tool('mkfs.ext4', '-q', '-F', ...root, image, `${rootMb * 1024}k`);
  await rm(work, { recursive: true });
  return image;
}

/** Stand-ins for the firmware: what the boot partition of every Pi image holds. */
const firmware = {
  'bootcode.bin': 'B'.repeat(50_000),
  'kernel7.img': 'K'.repeat(300_000),
  'overlays/vc4-kms-v3d.dtbo': 'overlay',
};

async function sized(path: string, bytes: number): Promise<void> {
  await (await open(path, 'w')).close();
  await truncate(path, bytes);
}

async function partition(
  image: string,
  { bootMb, rootMb, work }: { bootMb: number; rootMb: number; work: string },
): Promise<void> {
  const script = [
    'label: dos',
    `label-id: 0x${diskId}`,
    `start=2048, size=${bootMb * 2048}, type=c`,
    `start=${2048 + bootMb * 2048}, size=${rootMb * 2048}, type=83`,
  ];
  await writeFile(join(work, 'layout'), `${script.join('\n')}\n`);
  await tool('sh', '-c', 'sfdisk -q "$1" < "$2"', 'sh', image, join(work, 'layout'));
}

async function fill(folder: string, files: Readonly<Record<string, RootFile | undefined>>): Promise<void> {
  await mkdir(folder);
  for (const [path, content] of Object.entries(files)) {
    if (content === undefined) continue;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    if (typeof content === 'object' && 'link' in content) await symlink(content.link, join(folder, path));
    else await writeFile(join(folder, path), content);
  }
}

interface Boot {
  readonly work: string;
  readonly fat: 16 | 32;
  readonly bootMb: number;
  readonly label: string;
}

async function makeBoot(image: string, { work, fat, bootMb, label }: Boot): Promise<void> {
  const volume = join(work, 'p1');
  await sized(volume, bootMb * mib);
  // FAT32 needs 65 525 clusters; a small one has them only with clusters of one sector
  const cluster = fat === 32 && bootMb < 300 ? ['-s', '1'] : [];
  await tool('mkfs.vfat', '-F', `${fat}`, ...cluster, '-n', label, volume);
  await tool('sh', '-c', 'mcopy -s -i "$1" "$2"/* ::/', 'sh', volume, join(work, 'boot'));
  await tool('dd', `if=${volume}`, `of=${image}`, 'bs=1M', 'seek=1', 'conv=notrunc,sparse', 'status=none');
}
