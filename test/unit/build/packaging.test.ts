import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { builtinModules, createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Configuration } from 'electron-builder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
/** The build's scripts are plain JavaScript, outside of the types of the tests: what is used of them is declared here. */
interface Fuses {
  fuses(options: { readonly e2e: boolean }): Readonly<Record<string, boolean>>;
  requireAllFusesDecided(program: string): Promise<void>;
}
type Lock = Readonly<Record<string, object>>;
interface PackagedModules {
  readonly runtimePackages: readonly string[];
  readLock(): Lock;
  runtimeClosure(lock: Lock, names: readonly string[]): ReadonlySet<string>;
  bundledPatterns(lock: Lock, names: readonly string[]): readonly string[];
}
interface RuntimeNode {
  copyRuntimeNode(context: { readonly electronPlatformName: string; readonly arch: number }): void;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const load = (name: string): Promise<unknown> => import(pathToFileURL(join(root, 'build', name)).href);

const { default: config } = (await load('electron-builder.config.mjs')) as { readonly default: Configuration };
const fuseScript = (await load('fuses.mjs')) as Fuses;
const modules = (await load('packaged-modules.mjs')) as PackagedModules;
const runtimeNode = (await load('runtime-node.mjs')) as RuntimeNode;

/** electron-builder's own parts, as it finds them itself. */
const builderRequire = createRequire(createRequire(import.meta.url).resolve('electron-builder'));

interface ConfigModule {
  validateConfiguration(candidate: object, log: { readonly isEnabled: boolean }): Promise<void>;
}

const configModule = builderRequire('app-builder-lib/out/util/config/config.js') as ConfigModule;
const validate = (candidate: object): Promise<void> => configModule.validateConfiguration(candidate, { isEnabled: false });

describe('the packaging configuration', () => {
  it("passes electron-builder's own schema check", async () => {
    await expect(validate(config)).resolves.toBeUndefined();
  });

  it('is really checked: an unknown option does not pass', async () => {
    await expect(validate({ ...config, oneClick: true })).rejects.toThrow('oneClick');
  });

  it('decides on every fuse that the schema knows', () => {
    const { definitions } = builderRequire('app-builder-lib/scheme.json') as {
      definitions: { FuseOptionsV1: { properties: object } };
    };
    const known = Object.keys(definitions.FuseOptionsV1.properties).filter((name) => name !== 'resetAdHocDarwinSignature');
    expect(Object.keys(fuseScript.fuses({ e2e: false })).sort()).toEqual(known.sort());
  });

  it('turns off what could run foreign code, and keeps the inspector for the e2e build only', () => {
    expect(fuseScript.fuses({ e2e: false })).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
    expect(fuseScript.fuses({ e2e: true }).enableNodeCliInspectArguments).toBe(true);
  });

  it('names files that are there', () => {
    const [policy = ''] = config.deb?.fpm ?? [];
    for (const path of [
      policy.split('=')[0] ?? '',
      join(root, 'resources/icons/icon.png'),
      join(root, 'resources/icons/512x512.png'),
    ])
      expect([path, existsSync(path)]).toEqual([path, true]);
  });

  it('puts what the plain Node of the writer reads beside the archive', () => {
    for (const path of ['package.json', 'dist/writer/**', 'dist/chunks/**', 'node_modules/**'])
      expect(config.asarUnpack).toContain(path);
  });

  it("brings an AppArmor profile that lets Chromium's sandbox work (electron/electron#42510)", () => {
    const templates = join(builderRequire.resolve('app-builder-lib/package.json'), '../templates/linux');
    expect(readFileSync(join(templates, 'apparmor-profile.tpl'), 'utf8')).toContain('userns,');
    expect(config.deb).not.toHaveProperty('appArmorProfile');
  });
});

describe('the polkit policy', () => {
  const policy = readFileSync(join(root, 'resources/polkit/app.slipway.writer.policy'), 'utf8');

  it('holds for the writer of an installed Slipway only', () => {
    expect(policy).toContain('exec.path">/opt/Slipway/resources/runtime/node<');
    expect(policy).toContain('exec.argv1">/opt/Slipway/resources/app.asar.unpacked/dist/writer/main.js<');
  });

  it('asks for an administrator every time', () => {
    expect(policy.match(/<allow_\w+>(\w+)</g)).toEqual([
      '<allow_any>auth_admin<',
      '<allow_inactive>auth_admin<',
      '<allow_active>auth_admin<',
    ]);
  });
});

describe('the packages that are left out', () => {
  const lock = {
    '': {},
    'node_modules/native': { dependencies: { a: '1' }, optionalDependencies: { missing: '1' } },
    'node_modules/a': { dependencies: { b: '1' } },
    'node_modules/a/node_modules/b': { dependencies: { native: '1' } },
    'node_modules/b': {},
    'node_modules/@scope/react': {},
    'node_modules/tool': { dev: true },
  };

  it('are those that nothing unbundled needs, found as Node finds them', () => {
    expect([...modules.runtimeClosure(lock, ['native'])].sort()).toEqual([
      'node_modules/a',
      'node_modules/a/node_modules/b',
      'node_modules/native',
    ]);
    expect(modules.bundledPatterns(lock, ['native'])).toEqual(['!node_modules/b/**', '!node_modules/@scope/react/**']);
  });

  it('are React and its like, never a native package or what it needs', () => {
    const patterns = modules.bundledPatterns(modules.readLock(), modules.runtimePackages);
    expect(patterns).toEqual(expect.arrayContaining(['!node_modules/react/**', '!node_modules/@trpc/server/**']));
    for (const name of [...modules.runtimePackages, 'node-gyp-build', 'bindings'])
      expect(patterns).not.toContain(`!node_modules/${name}/**`);
  });

  const dist = join(root, 'dist');
  it.skipIf(!existsSync(join(dist, '.stamp')))('are imported by no program of the build (needs `npm run build`)', () => {
    const programs = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /^(?!renderer).*\.c?js$/.test(path),
    );
    const imports = programs.flatMap((path) => [
      ...readFileSync(join(dist, path), 'utf8').matchAll(/^import\s(?:[^'"]*from\s*)?['"]([^.'"][^'"]*)['"]/gm),
    ]);
    const packages = new Set(
      imports.map(([, name = '']) => name).filter((name) => !name.startsWith('node:') && !builtinModules.includes(name)),
    );
    for (const name of packages)
      expect(
        [...modules.runtimePackages, 'electron'].some((known) => name === known || name.startsWith(`${known}/`)),
        name,
      ).toBe(true);
    expect(programs.length).toBeGreaterThan(3);
  });
});

describe('copyRuntimeNode', () => {
  it('refuses to put a Node of another system or processor into a package', () => {
    const other = process.platform === 'win32' ? 'linux' : 'win32';
    expect(() => runtimeNode.copyRuntimeNode({ electronPlatformName: other, arch: 1 })).toThrow(
      'on the kind of machine it is for',
    );
    expect(() => runtimeNode.copyRuntimeNode({ electronPlatformName: process.platform, arch: 99 })).toThrow(
      'on the kind of machine it is for',
    );
  });
});

describe('requireAllFusesDecided', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'slipway-fuses-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const program = async (count: number): Promise<string> => {
    const path = join(folder, 'electron');
    const wire = Buffer.from([1, count, ...Array<number>(count).fill(0x31)]);
    await writeFile(path, Buffer.concat([Buffer.alloc(100), Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), wire]));
    return path;
  };

  it('passes an Electron whose fuses are all known', async () => {
    await expect(fuseScript.requireAllFusesDecided(await program(9))).resolves.toBeUndefined();
  });

  it('stops at one with a fuse nobody decided on', async () => {
    await expect(fuseScript.requireAllFusesDecided(await program(10))).rejects.toThrow('10 fuses');
  });

  it('stops at a file that is not Electron', async () => {
    await writeFile(join(folder, 'x'), 'x');
    await expect(fuseScript.requireAllFusesDecided(join(folder, 'x'))).rejects.toThrow('not Electron');
  });
});
