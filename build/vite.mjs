import { builtinModules } from 'node:module';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { parse } from 'yaml';
import { runtimePackages } from './packaged-modules.mjs';
import { root } from './paths.mjs';

/** Left out of the bundles; Electron is there or it is not. */
const external = ['electron', ...runtimePackages];
const node = [...builtinModules, ...builtinModules.map((name) => `node:${name}`)];

/** Entry name → source. The entries of one build share chunks. */
const programs = {
  'main/main': 'electron/main/main.ts',
  'engine/main': 'electron/headless/engine-process.ts',
  'headless/cli': 'electron/headless/cli.ts',
  'writer/main': 'electron/writer/main.ts',
};

const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;

/** @param {string} dist */
export async function buildAll(dist) {
  // Chunks carry hashes in their names: those of the last build would stay for ever.
  rmSync(join(dist, 'chunks'), { recursive: true, force: true });
  await build(page(dist));
  await build(nodePrograms(dist));
  await build(preload(dist));
  packCatalogue(dist);
}

/**
 * @param {string} dist
 * @returns {import('vite').InlineConfig}
 */
export function page(dist) {
  return {
    configFile: false,
    root: join(root, 'renderer'),
    base: './',
    logLevel: 'warn',
    plugins: [react()],
    build: {
      outDir: join(dist, 'renderer'),
      emptyOutDir: true,
      target: 'es2023',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  };
}

/**
 * @param {string} dist
 * @returns {import('vite').InlineConfig}
 */
function nodePrograms(dist) {
  const input = Object.fromEntries(Object.entries(programs).map(([name, source]) => [name, join(root, source)]));
  return forNode({
    outDir: dist,
    output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    input,
  });
}

/**
 * A sandboxed preload must be CommonJS and one file (electron/electron#48668).
 * @param {string} dist
 */
function preload(dist) {
  return forNode({
    outDir: join(dist, 'preload'),
    output: { format: 'cjs', entryFileNames: 'preload.cjs' },
    input: join(root, 'electron/preload/preload.ts'),
  });
}

/**
 * @param {{ outDir: string, input: string | Record<string, string>, output: import('vite').Rolldown.OutputOptions }} options
 * @returns {import('vite').InlineConfig}
 */
function forNode({ outDir, input, output }) {
  return {
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    define: { __SLIPWAY_VERSION__: JSON.stringify(version) },
    ssr: { noExternal: true, external },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: 'node20',
      rolldownOptions: { input, output, external: [...external, ...node] },
    },
  };
}

/**
 * The catalogue as one JSON file: reading it takes a tenth of the time that its YAML does.
 * @param {string} dist
 */
function packCatalogue(dist) {
  const source = (/** @type {string} */ name) => parse(readFileSync(join(root, 'resources/catalogue', `${name}.yaml`), 'utf8'));
  const catalogue = Object.fromEntries(['images', 'boards', 'compat', 'components'].map((name) => [name, source(name)]));
  writeFileSync(join(dist, 'catalogue.json'), JSON.stringify(catalogue));
}
