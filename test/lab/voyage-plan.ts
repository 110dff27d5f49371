import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

/** Turns a fresh project into the lab's three nodes with static addresses, as a person would with an editor. */
export async function planEdits(project: string, user: string): Promise<void> {
  const file = join(project, 'cluster.yaml');
  const document = parseDocument(await readFile(file, 'utf8'));
  document.setIn(['login', 'user'], user);
  document.setIn(['network'], { domain: 'lan', addressing: 'static', gateway: '10.77.0.1', dns: ['10.77.0.1'] });
  document.setIn(
    ['nodes'],
    [
      { name: 'pi-master', role: 'control-plane', board: 'pi4', address: '10.77.0.20/24' },
      { name: 'pi-node[01-02]', role: 'worker', board: 'pi4', address: '10.77.0.[21-22]/24' },
    ],
  );
  await writeFile(file, document.toString());
}
