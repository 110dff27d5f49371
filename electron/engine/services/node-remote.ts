import type { Remote } from '../runbook/step.ts';
import type { ShellSource } from './exec-service.ts';

/** A node as the runbook knows it, over the one connection that everything shares; connects when a script is first run. */
export const nodeRemote =
  (fleet: ShellSource) =>
  (dir: string, node: string): Remote => ({
    node,
    script: async (text, options) => (await fleet.shell(dir, node)).script(text, options),
    fetchAsRoot: async (path, take, signal) => {
      await (await fleet.shell(dir, node)).sftp.get(path, take, { as: 'root', signal });
    },
  });
