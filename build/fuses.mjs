import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Electron's fuses: features that an installed app does without (research/desktop.md §2, point 8). Playwright can drive only a
 * build that keeps the inspector; `SLIPWAY_E2E_BUILD=1` makes one, never to be given away.
 * @param {{ e2e: boolean }} options
 */
export const fuses = ({ e2e }) => ({
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: e2e,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
});

/** The eight above and WasmTrapHandlers, which stays as Electron ships it; electron-builder's @electron/fuses does not know it. */
const decidedFuses = 9;

/** Marks the fuses in Electron's program; one byte of version and one of count follow (electronjs.org/docs/latest/tutorial/fuses). */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/**
 * What `strictlyRequireAllFuses` would do, which electron-builder's schema does not pass on: a fuse that a new Electron brings
 * must be decided on here before a package is made.
 * @param {string} program path of the file that holds the fuses
 */
export async function requireAllFusesDecided(program) {
  const bytes = await readFile(program);
  const at = bytes.indexOf(sentinel);
  const count = at < 0 ? 0 : (bytes[at + sentinel.length + 1] ?? 0);
  if (count === 0) throw new Error(`${program} holds no fuses: it is not Electron's program.`);
  if (count > decidedFuses)
    throw new Error(`Electron has ${count} fuses, build/fuses.mjs decides on ${decidedFuses}: decide on the new ones.`);
}

/**
 * electron-builder's `afterPack`, which runs before the fuses are flipped.
 * @param {{ appOutDir: string, electronPlatformName: string, packager: { executableName?: string, appInfo: { productFilename: string } } }} context
 */
export async function afterPack({ appOutDir, electronPlatformName, packager }) {
  const { productFilename } = packager.appInfo;
  const framework = 'Contents/Frameworks/Electron Framework.framework/Electron Framework';
  const names = {
    darwin: `${productFilename}.app/${framework}`,
    win32: `${productFilename}.exe`,
    linux: packager.executableName ?? productFilename,
  };
  const name = /** @type {Record<string, string>} */ (names)[electronPlatformName] ?? productFilename;
  await requireAllFusesDecided(join(appOutDir, name));
}
