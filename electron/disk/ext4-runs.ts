/** Blocks of a file that lie one behind the other. */
export interface BlockRun {
  /** First block within the file. */
  readonly logical: number;
  /** First block within the file system. */
  readonly physical: number;
  readonly count: number;
}

/** What it takes to follow a file's blocks: `wanted` bounds how many, `readBlock` gives undefined outside of the file system. */
export interface BlockSource {
  readonly blockBytes: number;
  readonly wanted: number;
  readonly readBlock: (block: number) => Promise<Buffer | undefined>;
}

const extentMagic = 0xf30a;
const deepest = 5;

/**
 * Runs of an extent tree (kernel: Documentation/filesystems/ext4/ifork.rst); holes and unwritten extents are left out.
 * @returns undefined when the tree is damaged
 */
export async function extentRuns(node: Buffer, source: BlockSource): Promise<BlockRun[] | undefined> {
  // A sound tree has no more nodes; a hostile one names the same empty node again and again.
  let nodesLeft = source.wanted * deepest;
  const readBlock: BlockSource['readBlock'] = async (block) => (nodesLeft-- > 0 ? source.readBlock(block) : undefined);
  return extentNode(node, { ...source, readBlock }, deepest);
}

async function extentNode(node: Buffer, source: BlockSource, mostDepth: number): Promise<BlockRun[] | undefined> {
  const [entries, depth] = [node.readUInt16LE(2), node.readUInt16LE(6)];
  if (node.readUInt16LE(0) !== extentMagic || depth > mostDepth || 12 + entries * 12 > node.length) return undefined;
  const places = Array.from({ length: entries }, (_, index) => 12 + index * 12);
  if (depth === 0) return places.flatMap((at) => extentAt(node, at)).filter(({ logical }) => logical < source.wanted);
  const runs: BlockRun[] = [];
  for (const at of places) {
    if (node.readUInt32LE(at) >= source.wanted) break;
    const child = await source.readBlock(node.readUInt32LE(at + 4) + node.readUInt16LE(at + 8) * 2 ** 32);
    // each level is strictly nearer to the leaves, so a tree that points at itself ends
    const below = child && child.readUInt16LE(6) < depth ? await extentNode(child, source, depth - 1) : undefined;
    if (below === undefined || runs.length > source.wanted) return undefined;
    runs.push(...below);
  }
  return runs;
}

/** A length above 32768 marks an extent that was reserved but never written: it reads as zeros. */
function extentAt(node: Buffer, at: number): BlockRun[] {
  const count = node.readUInt16LE(at + 4);
  const physical = node.readUInt32LE(at + 8) + node.readUInt16LE(at + 6) * 2 ** 32;
  return count > 32_768 ? [] : [{ logical: node.readUInt32LE(at), physical, count }];
}

/**
 * Runs of the block numbers of ext2 and ext3: twelve direct ones, then one, two and three levels of blocks of numbers.
 * @returns undefined when a number leads out of the file system
 */
export async function indirectRuns(block: Buffer, source: BlockSource): Promise<BlockRun[] | undefined> {
  const numbers = numbersOf(block.subarray(0, 48));
  for (const [level, root] of numbersOf(block.subarray(48, 60)).entries()) {
    if (numbers.length >= source.wanted) break;
    const more = await leaves(root, { source, level, left: source.wanted - numbers.length });
    if (more === undefined) return undefined;
    numbers.push(...more);
  }
  return numbers
    .slice(0, source.wanted)
    .flatMap((physical, logical) => (physical === 0 ? [] : [{ logical, physical, count: 1 }]));
}

interface Branch {
  readonly source: BlockSource;
  /** Levels of blocks of numbers below this one. */
  readonly level: number;
  readonly left: number;
}

async function leaves(number: number, { source, level, left }: Branch): Promise<number[] | undefined> {
  const perBlock = source.blockBytes / 4;
  if (number === 0) return Array.from({ length: Math.min(left, perBlock ** (level + 1)) }, () => 0);
  const block = await source.readBlock(number);
  if (block === undefined || level === 0) return block && numbersOf(block).slice(0, left);
  const found: number[] = [];
  for (const child of numbersOf(block)) {
    if (found.length >= left) break;
    const below = await leaves(child, { source, level: level - 1, left: left - found.length });
    if (below === undefined) return undefined;
    found.push(...below);
  }
  return found;
}

function numbersOf(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32LE(index * 4));
}
