import type { BillOfMaterials } from '../../electron/contract/materials.ts';
import type { MaterialsService } from '../../electron/contract/services.ts';
import { billOfMaterials } from '../../electron/engine/plan/bom.ts';
import { bomToCsv } from '../../electron/engine/plan/bom-csv.ts';
import { editMaterials, exampleMaterials, readMaterials } from '../../electron/engine/plan/materials-file.ts';
import { shippedKnowledge } from './cluster-plan.ts';
import type { FakeProjects } from './fake-projects.ts';

export interface FakeMaterials {
  readonly service: MaterialsService;
  /** materials.yaml by project folder. */
  readonly texts: Map<string, string>;
}

/** The real bill over projects in memory and the boards that ship. */
export function fakeMaterials(projects: FakeProjects): FakeMaterials {
  const texts = new Map<string, string>();
  const textOf = (dir: string): string => texts.get(dir) ?? exampleMaterials;
  const bill = async (dir: string): Promise<BillOfMaterials> => {
    const { boards } = await shippedKnowledge();
    return billOfMaterials({ plan: projects.plan(dir), boards, materials: readMaterials(textOf(dir)) });
  };
  const service: MaterialsService = {
    bill: ({ dir }) => bill(dir),
    csv: async ({ dir }) => bomToCsv(await bill(dir)),
    edit: ({ dir, edits }) => {
      texts.set(dir, editMaterials(textOf(dir), edits));
      return bill(dir);
    },
  };
  return { service, texts };
}
