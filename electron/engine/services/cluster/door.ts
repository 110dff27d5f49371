import { SlipwayError } from '../../../contract/errors.ts';
import type { ClusterDoor } from '../../cluster/view.ts';
import type { ShellSource } from '../exec-service.ts';

/** The nodes of a project, as the cluster room needs them. */
export const doorOf = (fleet: ShellSource, dir: string): ClusterDoor => ({
  forward: async (node, port) => (await fleet.shell(dir, node)).forward({ host: '127.0.0.1', port }),
  script: async (node, text, signal) => {
    const shell = await fleet.shell(dir, node);
    const result = await shell.script(text, { as: 'root', signal, timeoutMs: 60_000, maxOutputBytes: 1024 * 1024 });
    if (result.code !== 0) throw new SlipwayError('cluster/bad-answer', `A script on ${node} ended with code ${result.code}.`);
    return result.stdout;
  },
});
