import { join, resolve } from 'node:path';
import type { ClusterNode } from '../../contract/plan.ts';
import type { LabelService } from '../../contract/services.ts';
import { labelsPage, type Label } from '../cards/labels/labels-page.ts';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import { projectError } from '../project/project-error.ts';
import type { ImageRoom } from './image-service.ts';
import type { ProjectRoom } from './project-service.ts';

/** Labels for the cards of a project, from its plan as it is now. */
export function createLabelService(projects: ProjectRoom, images: ImageRoom): LabelService {
  const render = async (dir: string): Promise<string> => {
    const { name, nodes } = await projects.soundPlan(dir);
    const stored = await images.service.stored();
    const nameOf = (id: string): string => stored.find((image) => image.id === id)?.name ?? id;
    const labels = nodes.map((node) => labelOf(node, nameOf));
    return labelsPage({ cluster: name, date: new Date().toISOString().slice(0, 10), labels });
  };
  return {
    render: ({ dir }) => render(dir),
    save: async ({ dir }) => {
      const html = await render(dir);
      const path = join(resolve(dir), 'labels.html');
      await writeFileAtomically(path, html).catch((error: unknown) => {
        throw projectError(error, path);
      });
      return { path };
    },
  };
}

const labelOf = ({ name, role, board, address, image = '' }: ClusterNode, nameOf: (id: string) => string): Label => ({
  node: name,
  role,
  board,
  image: nameOf(image),
  ...(address === undefined ? {} : { address: address.split('/')[0] ?? address }),
});
