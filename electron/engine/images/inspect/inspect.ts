import type { ImageFacts } from '../../../contract/image.ts';
import type { Device } from '../../../disk/device.ts';
import { readPartitionTable } from '../../../disk/partition-table.ts';
import { findBoot } from './boot-facts.ts';
import { identify } from './identify.ts';
import { readRoot } from './root-facts.ts';

/**
 * Says which operating system an image holds, by its bytes: boot partition first, root file system second, never its name.
 * An image that cannot be told is `unknown` with the reason; what could be read comes with it.
 *
 * Errors: `image/no-partition-table`, `image/truncated`, those of the device.
 */
export async function inspectImage(device: Device): Promise<ImageFacts> {
  const table = await readPartitionTable(device);
  const search = await findBoot(device, table);
  if (search.kind === 'missing') return { kind: 'unknown', reason: search.reason, table };
  const root = await readRoot(device, table);
  const { boot, label } = search;
  return { ...identify({ boot, label, ...(root && { root }) }), table, boot };
}
