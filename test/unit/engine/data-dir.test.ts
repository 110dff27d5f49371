import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultDataDir } from '../../../electron/engine/data-dir.ts';

describe('the folder for data', () => {
  it('is where each system keeps what applications store', () => {
    const home = homedir();
    expect(defaultDataDir('linux', {})).toBe(join(home, '.local/share/slipway'));
    expect(defaultDataDir('linux', { XDG_DATA_HOME: '/data' })).toBe('/data/slipway');
    expect(defaultDataDir('darwin', {})).toBe(join(home, 'Library/Application Support/Slipway'));
    expect(defaultDataDir('win32', { LOCALAPPDATA: 'C:\\Local' })).toBe(join('C:\\Local', 'Slipway'));
    expect(defaultDataDir('win32', {})).toBe(join(home, 'AppData/Local/Slipway'));
  });

  it('is the one that SLIPWAY_DATA_DIR names, on any system', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const)
      expect(defaultDataDir(platform, { SLIPWAY_DATA_DIR: '/elsewhere', XDG_DATA_HOME: '/data' })).toBe('/elsewhere');
  });
});
