import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';

/** How long desktops take to mount the volumes of a card that was just closed (etcher-sdk waits as long). */
const mountDelay = 2000;

/**
 * Leaves the card ready to be pulled out: no volume of it mounted. A failure is no fault of the card, which is complete.
 * On Linux there is something to wait for only where udisks, which mounts new volumes, is running.
 */
export async function eject(path: string): Promise<void> {
  if (process.platform === 'linux' && !(await isThere('/run/udisks2'))) return;
  await delay(mountDelay);
  const unmount = mountUtils().unmountDisk;
  await new Promise<void>((resolve) => {
    unmount(path, (error) => {
      if (error !== null && error !== undefined) process.stderr.write(`unmounting ${path}: ${error.message}\n`);
      resolve();
    });
  });
}

interface MountUtils {
  readonly unmountDisk: (path: string, callback: (error?: Error | null) => void) => void;
}

/** It is native, has no types, and comes with etcher-sdk. */
function mountUtils(): MountUtils {
  const loaded: unknown = createRequire(import.meta.url)('mountutils');
  if (!isMountUtils(loaded)) throw new TypeError('mountutils has no unmountDisk');
  return loaded;
}

const isMountUtils = (value: unknown): value is MountUtils =>
  typeof value === 'object' && value !== null && 'unmountDisk' in value && typeof value.unmountDisk === 'function';

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
