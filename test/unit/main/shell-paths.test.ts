import { sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shellPaths } from '../../../electron/main/shell-paths.ts';

const clone = {
  mainDir: '/src/slipway/dist/main',
  packaged: false,
  resourcesPath: '/electron/resources',
  platform: 'linux',
  env: {},
} as const;
const installed = {
  ...clone,
  mainDir: '/opt/Slipway/resources/app.asar/dist/main',
  packaged: true,
  resourcesPath: '/opt/Slipway/resources',
} as const;

describe.skipIf(sep !== '/')('shellPaths (with / as separator)', () => {
  it('in a clone lead into dist/', () => {
    expect(shellPaths({ ...clone, env: { SLIPWAY_NODE: '/usr/bin/node20' } })).toEqual({
      preload: '/src/slipway/dist/preload/preload.cjs',
      pageDir: '/src/slipway/dist/renderer',
      engineEntry: '/src/slipway/dist/engine/main.js',
      home: '/src/slipway/',
      nodePath: '/usr/bin/node20',
    });
  });

  it('in a package lead out of the archive for what a plain Node has to read', () => {
    expect(shellPaths(installed)).toEqual({
      preload: '/opt/Slipway/resources/app.asar/dist/preload/preload.cjs',
      pageDir: '/opt/Slipway/resources/app.asar/dist/renderer',
      engineEntry: '/opt/Slipway/resources/app.asar/dist/engine/main.js',
      home: '/opt/Slipway/resources/app.asar.unpacked/',
      nodePath: '/opt/Slipway/resources/runtime/node',
    });
  });

  it('in a package never take the Node from the environment, which would run as root', () => {
    expect(shellPaths({ ...installed, env: { SLIPWAY_NODE: '/tmp/evil' } }).nodePath).toBe('/opt/Slipway/resources/runtime/node');
    expect(shellPaths({ ...installed, platform: 'win32' }).nodePath).toContain('node.exe');
  });
});
