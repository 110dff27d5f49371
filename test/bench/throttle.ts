import { existsSync, mkdirSync, rmdirSync, statSync, writeFileSync } from 'node:fs';

/** Rates of the card that a benchmark pretends to have, bytes a second. */
export interface CardSpeed {
  readonly write: number;
  readonly read: number;
}

export interface Throttle {
  /** An argv that runs the given one with its I/O to the device held back; direct I/O only (cgroup v1 does not see cached writes). */
  wrap(argv: readonly string[]): readonly [string, readonly string[]];
  remove(): void;
}

/** Holds each of these block devices to the speed of a card through the kernel's blkio throttle (cgroup v1). */
export function throttle(devices: Readonly<Record<string, CardSpeed>>): Throttle {
  const names = Object.keys(devices).map((device) => device.split('/').at(-1) ?? '');
  const group = `/sys/fs/cgroup/blkio/slipway-bench-${process.pid}-${names.join('-')}`;
  mkdirSync(group, { recursive: true });
  for (const [device, speed] of Object.entries(devices)) {
    const id = deviceNumber(device);
    writeFileSync(`${group}/blkio.throttle.write_bps_device`, `${id} ${speed.write}`);
    writeFileSync(`${group}/blkio.throttle.read_bps_device`, `${id} ${speed.read}`);
  }
  return {
    wrap: (argv) => ['sh', ['-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', group, ...argv]],
    remove: () => {
      if (existsSync(group)) rmdirSync(group);
    },
  };
}

/** `major:minor` as the kernel writes it. */
function deviceNumber(device: string): string {
  const { rdev } = statSync(device);
  return `${(rdev >> 8) & 0xfff}:${(rdev & 0xff) | ((rdev >> 12) & 0xfff00)}`;
}
