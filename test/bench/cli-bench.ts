import { join } from 'node:path';
import { medianSeconds, program, type Measurement } from './measure.ts';
import { cli, type Bench } from './workshop.ts';

/** How long `slipway check` takes on a plan of 64 nodes, from the shell's point of view. */
export const cliBench: Bench = {
  name: 'cli',
  async run({ work }) {
    const project = join(work, 'check');
    await cli(work, 'new', project, '--nodes', 'pi[01-64]', '--image', 'hypriotos-1.12.3', '--key', join(work, 'key.pub'));
    const check = await medianSeconds(7, () => cli(work, 'check', project));
    const bare = await medianSeconds(7, () => program(process.execPath, ['-e', '0']));
    const limit: Measurement = {
      name: '`slipway check`, 64 nodes, against 300 ms',
      ours: `${(check * 1000).toFixed(0)} ms (an empty Node takes ${(bare * 1000).toFixed(0)} ms)`,
      peer: '300 ms',
      ratio: check / 0.3,
      limit: 1,
      bound: 'most',
    };
    return [limit];
  },
};
