import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createEngine } from '../engine/server.ts';
import { obeyShell, type ParentPort } from './engine-wire.ts';

/** The engine inside Electron: the entry of its utility process. `SLIPWAY_NODE` names a plain Node for the writer program. */
declare const process: NodeJS.Process & { readonly parentPort: ParentPort };

const { values } = parseArgs({ options: { home: { type: 'string' }, practice: { type: 'boolean' } }, strict: false });

const engine = createEngine({
  home: typeof values.home === 'string' ? values.home : fileURLToPath(new URL('../..', import.meta.url)),
  shell: 'electron',
  practice: values.practice === true,
  version: __SLIPWAY_VERSION__,
  nodePath: process.env['SLIPWAY_NODE'] ?? process.execPath,
});

obeyShell({ parentPort: process.parentPort, engine, exit: (code) => process.exit(code) });
