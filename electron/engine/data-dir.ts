import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder each system gives an application for its data; `SLIPWAY_DATA_DIR` overrides it. */
export function defaultDataDir(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string {
  const home = homedir();
  if (env['SLIPWAY_DATA_DIR'] !== undefined) return env['SLIPWAY_DATA_DIR'];
  switch (platform) {
    case 'win32':
      return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Slipway');
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Slipway');
    default:
      return join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'slipway');
  }
}
