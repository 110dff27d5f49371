import { setTimeout as delay } from 'node:timers/promises';
import { isThere } from './is-there.ts';
import { unmountDisk } from './unmount.ts';

/** How long desktops take to mount the volumes of a card that was just closed (etcher-sdk waits as long). */
const mountDelay = 2000;

/**
 * Leaves the card ready to be pulled out: no volume of it mounted. A failure is no fault of the card, which is complete.
 * On Linux there is something to wait for only where udisks, which mounts new volumes, is running.
 */
export async function eject(path: string): Promise<void> {
  if (process.platform === 'linux' && !(await isThere('/run/udisks2'))) return;
  await delay(mountDelay);
  await unmountDisk(path).catch((thrown: unknown) => {
    process.stderr.write(`unmounting ${path}: ${String(thrown)}\n`);
  });
}
