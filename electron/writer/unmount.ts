import { createRequire } from 'node:module';

interface MountUtils {
  readonly unmountDisk: (path: string, callback: (error?: Error | null) => void) => void;
}

/** Unmounts every volume of a drive. Rejects with the reason when one is in use. */
export async function unmountDisk(path: string): Promise<void> {
  const { unmountDisk: unmount } = mountUtils();
  await new Promise<void>((resolve, reject) => {
    unmount(path, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
}

/** It is native, has no types, and comes with etcher-sdk. */
function mountUtils(): MountUtils {
  const loaded: unknown = createRequire(import.meta.url)('mountutils');
  if (!isMountUtils(loaded)) throw new TypeError('mountutils has no unmountDisk');
  return loaded;
}

const isMountUtils = (value: unknown): value is MountUtils =>
  typeof value === 'object' && value !== null && 'unmountDisk' in value && typeof value.unmountDisk === 'function';
