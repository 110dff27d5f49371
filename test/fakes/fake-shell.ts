import type { NodeShell } from '../../electron/engine/fleet/ssh/node-shell.ts';

/** A shell of which a test gives only what it uses; anything else that is asked rejects and names itself. */
export function stubShell(given: Partial<NodeShell> = {}): NodeShell {
  const refuse = (what: string) => () => Promise.reject(new Error(`${what} is not stubbed`));
  return {
    node: 'pi1',
    exec: refuse('exec'),
    script: refuse('script'),
    readFile: refuse('readFile'),
    writeFile: refuse('writeFile'),
    sftp: { stat: refuse('sftp.stat'), get: refuse('sftp.get'), put: refuse('sftp.put') },
    forward: refuse('forward'),
    terminal: refuse('terminal'),
    ...given,
  };
}
