import { join } from 'node:path';
import { afterPack, fuses } from './fuses.mjs';
import { bundledPatterns, readLock, runtimePackages } from './packaged-modules.mjs';
import { root } from './paths.mjs';
import { copyRuntimeNode, runtimeDir } from './runtime-node.mjs';

const policy = 'app.slipway.writer.policy';

/** @type {import('electron-builder').Configuration} */
const config = {
  appId: 'app.slipway.desktop',
  productName: 'Slipway',
  copyright: 'Apache-2.0',
  directories: { output: 'release', buildResources: 'resources/icons' },
  electronFuses: fuses({ e2e: process.env['SLIPWAY_E2E_BUILD'] === '1' }),
  // All native packages are Node-API: what npm built or fetched runs under Electron too.
  npmRebuild: false,
  beforePack: (context) => copyRuntimeNode(context),
  afterPack,
  files: [
    'package.json',
    'dist/**',
    '!dist/.stamp',
    'resources/catalogue/**',
    '!**/*.map',
    ...bundledPatterns(readLock(), runtimePackages),
  ],
  asar: true,
  // The writer runs under a plain Node, which cannot read the archive; the engine reads `resources/` from there too (main/shell-paths.ts).
  asarUnpack: ['package.json', 'dist/writer/**', 'dist/chunks/**', 'resources/**', 'node_modules/**'],
  extraResources: [{ from: runtimeDir, to: 'runtime' }],
  icon: 'resources/icons/icon.png',
  extraMetadata: {
    // A reserved name (RFC 2606) until the project has a public home; Debian's tools insist on one.
    homepage: 'https://slipway.invalid/',
  },
  publish: null,
  win: { target: ['nsis'] },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true, deleteAppDataOnUninstall: false },
  mac: { target: ['dmg', 'zip'], category: 'public.app-category.utilities', hardenedRuntime: true },
  linux: {
    target: ['AppImage', 'deb'],
    executableName: 'slipway',
    icon: 'resources/icons',
    category: 'Utility',
    synopsis: 'Memory cards to a Raspberry Pi Kubernetes cluster',
    maintainer: 'Slipway contributors <contributors@slipway.invalid>',
  },
  deb: {
    recommends: ['pkexec | policykit-1'],
    // electron-builder's own AppArmor profile goes in as well: Ubuntu 23.10 and later need it for Chromium's sandbox (electron/electron#42510).
    fpm: [`${join(root, 'resources/polkit', policy)}=/usr/share/polkit-1/actions/${policy}`],
  },
};

export default config;
