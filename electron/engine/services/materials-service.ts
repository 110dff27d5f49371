import { SlipwayError } from '../../contract/errors.ts';
import type { BillOfMaterials } from '../../contract/materials.ts';
import type { MaterialsService } from '../../contract/services.ts';
import { billOfMaterials } from '../plan/bom.ts';
import { bomToCsv } from '../plan/bom-csv.ts';
import { editMaterials, exampleMaterials, readMaterials } from '../plan/materials-file.ts';
import { changeMaterialsText, readMaterialsText } from '../project/materials-text.ts';
import type { CatalogueRoom } from './catalogue-service.ts';
import type { ProjectRoom } from './project-service.ts';

/** The bill of materials of a project: from its plan as it is now, and its own prices or else the example's. */
export function createMaterialsService(projects: ProjectRoom, catalogue: CatalogueRoom): MaterialsService {
  const bill = async (dir: string): Promise<BillOfMaterials> => {
    const { plan, findings } = await projects.service.open({ dir });
    if (plan === undefined) throw new SlipwayError('plan/has-errors', findings[0]?.message ?? '');
    const materials = readMaterials((await readMaterialsText(dir)) ?? exampleMaterials);
    return billOfMaterials({ plan, boards: (await catalogue.knowledge()).boards, materials });
  };
  return {
    bill: ({ dir }) => bill(dir),
    csv: async ({ dir }) => bomToCsv(await bill(dir)),
    edit: async ({ dir, edits }) => {
      await changeMaterialsText(dir, (text = exampleMaterials) => editMaterials(text, edits));
      return bill(dir);
    },
  };
}
