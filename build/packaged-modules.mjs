import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** Packages that the bundles leave out (`external` in vite.mjs), because they find their own native or WASM files. */
export const runtimePackages = ['drivelist', 'etcher-sdk', 'js-fatfs', 'lzma-native', 'ssh2', '@ronomon/direct-io'];

/** @typedef {{ dev?: boolean, dependencies?: Record<string, string>, optionalDependencies?: Record<string, string> }} LockedPackage */

/** @returns {Record<string, LockedPackage>} the lockfile's packages by path */
export function readLock() {
  return JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
}

/**
 * Paths of the packages that run from node_modules in an installed app: the named ones and all they depend on.
 * @param {Record<string, LockedPackage>} lock
 * @param {readonly string[]} names
 * @returns {ReadonlySet<string>}
 */
export function runtimeClosure(lock, names) {
  /** @type {Set<string>} */
  const found = new Set();
  const queue = names.map((name) => `node_modules/${name}`);
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    const { dependencies, optionalDependencies } = lock[path] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) queue.push(...resolve(lock, path, name));
  }
  return found;
}

/**
 * Where Node finds a package that is required at `from`: its own node_modules first, then those above.
 * @param {Record<string, LockedPackage>} lock
 * @param {string} from
 * @param {string} name
 * @returns {string[]} empty for an optional package that is not installed
 */
function resolve(lock, from, name) {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('node_modules/') - 1))) {
    const path = base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`;
    if (lock[path] !== undefined) return [path];
    if (base === '') return [];
  }
}

/**
 * File patterns that keep out of a package what is in the bundles already: React, tRPC and the like.
 * @param {Record<string, LockedPackage>} lock
 * @param {readonly string[]} names
 * @returns {string[]}
 */
export function bundledPatterns(lock, names) {
  const needed = runtimeClosure(lock, names);
  const paths = Object.keys(lock).filter((path) => path !== '' && lock[path]?.dev !== true && !needed.has(path));
  return paths.map((path) => `!${path}/**`);
}
