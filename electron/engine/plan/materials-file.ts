import { SlipwayError } from '../../contract/errors.ts';
import { materialsSchema, type Materials } from '../../contract/materials.ts';
import type { PlanEdit } from '../../contract/plan.ts';
import { applyEdit } from './edit-document.ts';
import { readYaml, type YamlSource } from './yaml-source.ts';

/**
 * The materials of a project that has none of its own yet: the price table of "Port of the K8S-TESTBED to the Raspberry Pi"
 * (four Pi 3 B+ for $269 without the switch), whose charger is the usual one with six ports.
 */
export const exampleMaterials = `# What the cluster costs. Prices are those of one example, in US dollars: write your own.
apiVersion: slipway/v1
kind: Materials
currency: $
# Cost of one. A row without a price is listed, but not counted.
prices:
  board/pi3b+: 40
  card: 9
  network-cable: 1
  power-cable: 1
  supply: 31
  case: 34
supply: { ports: 6, amps: 12, ampsPerPort: 2.4 }
boardsPerCase: 4
`;

/** Reads materials.yaml. Errors: `project/damaged` naming what is wrong with it. */
export function readMaterials(text: string): Materials {
  const result = materialsSchema.safeParse(soundYaml(text).data);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new SlipwayError('project/damaged', `materials.yaml, ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

function soundYaml(text: string): YamlSource {
  const source = readYaml(text);
  const [fault] = source.findings;
  if (source.document !== undefined && fault === undefined) return source;
  throw new SlipwayError('project/damaged', `materials.yaml: ${fault?.message ?? 'not YAML.'}`);
}

/**
 * Changes the text and leaves the rest, comments included. Errors: `project/damaged` as {@link readMaterials}, and
 * `engine/bad-request` when the result would not be readable.
 */
export function editMaterials(text: string, edits: readonly PlanEdit[]): string {
  const { document } = soundYaml(text);
  for (const edit of edits) applyEdit(document, edit);
  const changed = document.toString({ lineWidth: 0 });
  try {
    readMaterials(changed);
  } catch (error) {
    throw new SlipwayError('engine/bad-request', error instanceof SlipwayError ? error.detail : '', { cause: error });
  }
  return changed;
}
