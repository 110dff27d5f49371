import type { ExecService } from '../../contract/exec.ts';
import { fanOut } from '../fleet/fan-out.ts';
import type { NodeShell } from '../fleet/ssh/node-shell.ts';
import type { ProjectRoom } from './project-service.ts';
import { chosenNodes } from './station-queue.ts';

/** Finds a node of a project and gives the shell over its one connection. */
export interface ShellSource {
  shell(dir: string, node: string): Promise<NodeShell>;
}

export const createExecService = (projects: ProjectRoom, fleet: ShellSource): ExecService => ({
  run: async ({ dir, nodes, argv, as }, tell, signal) => {
    const plan = await projects.soundPlan(dir);
    const chosen = chosenNodes(plan, nodes.length === 0 ? undefined : nodes);
    const shells = chosen.map(({ name }) => ({ node: name, shell: () => fleet.shell(dir, name) }));
    await fanOut(shells, { argv, as, tell, signal });
  },
});
