import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { MaterialsService } from '../../../../electron/contract/services.ts';
import { createCatalogueService } from '../../../../electron/engine/services/catalogue-service.ts';
import { createLog } from '../../../../electron/engine/services/log.ts';
import { createMaterialsService } from '../../../../electron/engine/services/materials-service.ts';
import { createProjectService } from '../../../../electron/engine/services/project-service.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

const home = fileURLToPath(new URL('../../../../', import.meta.url));
const plan = 'apiVersion: slipway/v1\nkind: Cluster\nname: lab\nnodes:\n  - { name: "pi[1-4]", board: pi3b+ }\n';

async function project(): Promise<{ readonly dir: string; readonly materials: MaterialsService }> {
  const dir = tempFolder();
  await writeFile(join(dir, 'cluster.yaml'), plan);
  const log = createLog(join(dir, 'logs'), '0');
  const catalogue = createCatalogueService({ home, dataDir: dir, log });
  return { dir, materials: createMaterialsService(createProjectService({ dataDir: dir, catalogue, log }), catalogue) };
}

describe('the bill of a project', () => {
  it('needs no file of its own: the example’s prices are shown until one is changed', async () => {
    const { dir, materials } = await project();
    expect(await materials.bill({ dir })).toMatchObject({ cluster: 'lab', total: 269 });
    await expect(readFile(join(dir, 'materials.yaml'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await materials.csv({ dir })).toContain('269.00,Total');
  });

  it('keeps every one of many changes made at once', async () => {
    const { dir, materials } = await project();
    const rows = Array.from({ length: 8 }, (_, index) => `row/${String(index)}`);
    await Promise.all(rows.map((row) => materials.edit({ dir, edits: [{ op: 'set', path: ['prices', row], value: 1 }] })));
    const { prices } = (await materials.bill({ dir })).materials;
    expect(rows.filter((row) => prices[row] === 1)).toEqual(rows);
    expect(await readFile(join(dir, 'materials.yaml'), 'utf8')).toContain('# What the cluster costs.');
  });

  it('a folder without a plan gets no file', async () => {
    const { materials } = await project();
    const elsewhere = tempFolder();
    await expect(materials.edit({ dir: elsewhere, edits: [] })).rejects.toMatchObject({ code: 'project/not-found' });
  });
});
