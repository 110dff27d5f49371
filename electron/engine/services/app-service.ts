import { homedir, release } from 'node:os';
import { join } from 'node:path';
import type { AppService } from '../../contract/services.ts';
import type { Log } from './log.ts';

interface AppOptions {
  readonly version: string;
  readonly shell: 'electron' | 'browser';
  readonly practice: boolean;
  readonly dataDir: string;
  readonly log: Log;
}

export function createAppService({ version, shell, practice, dataDir, log }: AppOptions): AppService {
  const projectsDir = join(homedir(), 'slipway');
  return {
    facts: () => Promise.resolve({ version, shell, platform: process.platform, practice, projectsDir }),
    diagnostics: () =>
      Promise.resolve(
        [
          `Slipway ${version} (${shell}), Node ${process.version}, ${process.platform} ${release()} ${process.arch}`,
          `data: ${dataDir}`,
          '',
          ...log.tail(),
        ].join('\n'),
      ),
  };
}
