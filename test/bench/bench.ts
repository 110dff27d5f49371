import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { labDir } from '../lab/lab.ts';
import { busyPageBench } from './busy-page-bench.ts';
import { cardBench } from './card-bench.ts';
import { cliBench } from './cli-bench.ts';
import { fleetBench } from './fleet-bench.ts';
import { factsBench } from './facts-bench.ts';
import { imageBench } from './image-bench.ts';
import { archiveBench } from './archive-bench.ts';
import { manyCardsBench } from './many-cards-bench.ts';
import { holds, program, type Measurement } from './measure.ts';
import { pageBench } from './page-bench.ts';
import { runbookBench } from './runbook-bench.ts';
import { scaleBench } from './scale-bench.ts';
import { sshBench } from './ssh-bench.ts';
import type { Bench, Workshop } from './workshop.ts';

const benches: readonly Bench[] = [
  cliBench,
  pageBench,
  busyPageBench,
  imageBench,
  cardBench,
  manyCardsBench,
  archiveBench,
  runbookBench,
  scaleBench,
  sshBench,
  fleetBench,
  factsBench,
];

await main(process.argv.slice(2));

/** `npm run bench -- [NAME…]`: every ratio against its named peer, in one run, on this machine. */
async function main(names: readonly string[]): Promise<void> {
  const work = await mkdtemp('/var/tmp/slipway-bench-');
  try {
    await program('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(work, 'key')]);
    const workshop = await prepare(work);
    for (const bench of benches.filter(({ name }) => names.length === 0 || names.includes(name))) {
      for (const measurement of await bench.run(workshop)) print(measurement);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The lab's HypriotOS image, packed as the lab packs it, where it is; else one with this machine's own files. */
async function prepare(work: string): Promise<Workshop> {
  const labImage = join(labDir, 'hypriot.img');
  if (existsSync(`${labImage}.xz`)) return { work, image: labImage, xz: `${labImage}.xz` };
  const image = await makeImage(join(work, 'image.img'));
  const xz = join(work, 'image.img.xz');
  await program('sh', ['-c', 'xz -T1 -1 -c "$0" > "$1"', image, xz]);
  return { work, image, xz };
}

async function makeImage(path: string): Promise<string> {
  await program('truncate', ['-s', '1500M', path]);
  await program('sh', [
    '-c',
    'printf "label: dos\\nstart=2048, size=131072, type=c\\nstart=133120, type=83\\n" | sfdisk -q "$0"',
    path,
  ]);
  await program('mkfs.vfat', ['-F', '16', '-n', 'BOOT', '--offset', '2048', path, '65536']);
  await program('mkfs.ext4', ['-q', '-F', '-d', '/usr/share', '-E', 'offset=68157440', path, `${(1500 - 65) * 256}`]);
  return path;
}

function print(measurement: Measurement): void {
  const { name, ours, peer, ratio, limit, bound } = measurement;
  const verdict = holds(measurement) ? 'holds' : 'DOES NOT HOLD';
  process.stdout.write(
    `| ${name} | ${ours} | ${peer} | ${ratio.toFixed(2)} | ${bound === 'most' ? '≤' : '≥'} ${limit} | ${verdict} |\n`,
  );
}
