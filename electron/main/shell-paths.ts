import { join } from 'node:path';

interface Surroundings {
  /** Folder of the built `main.js`, `…/dist/main`. */
  readonly mainDir: string;
  readonly packaged: boolean;
  /** `process.resourcesPath`. */
  readonly resourcesPath: string;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
}

/** Where the parts of an installation lie. */
export interface ShellPaths {
  readonly preload: string;
  readonly pageDir: string;
  readonly engineEntry: string;
  /** The installation as the engine sees it: holds `resources/` and `dist/`, ends with a separator. */
  readonly home: string;
  /** A plain Node for the writer program, which may run as root; Electron itself may not. */
  readonly nodePath: string;
}

/**
 * In a package `main.js` lies in `app.asar`, which only Electron can read; what a plain Node runs lies beside it in
 * `app.asar.unpacked` (build/electron-builder.config.mjs).
 */
export function shellPaths({ mainDir, packaged, resourcesPath, platform, env }: Surroundings): ShellPaths {
  const dist = join(mainDir, '..');
  const node = platform === 'win32' ? 'node.exe' : 'node';
  return {
    preload: join(dist, 'preload', 'preload.cjs'),
    pageDir: join(dist, 'renderer'),
    engineEntry: join(dist, 'engine', 'main.js'),
    home: packaged ? join(resourcesPath, 'app.asar.unpacked', '/') : join(dist, '..', '/'),
    nodePath: packaged ? join(resourcesPath, 'runtime', node) : (env['SLIPWAY_NODE'] ?? node),
  };
}
