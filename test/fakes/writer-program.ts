import { fileURLToPath } from 'node:url';
import type { WriterProgram } from '../../electron/engine/cards/launch.ts';

/** The real writer, run from its source. */
export const writerProgram: WriterProgram = {
  nodePath: process.execPath,
  nodeArguments: ['--import', 'tsx'],
  entry: fileURLToPath(new URL('../../electron/writer/main.ts', import.meta.url)),
};
