import { randomBytes } from 'node:crypto';
import type { ProbeReport } from '../contract/card.ts';
import { SlipwayError } from '../contract/errors.ts';
import { alignedBuffer } from './aligned-buffer.ts';
import type { CardDevice } from './card-device.ts';
import { fillBlock, nonceBytes, readBlock } from './probe-block.ts';
import { judge, planProbe, refine, speedClassOf, type BlockReading, type Finding, type ProbePlan } from './probe-plan.ts';
import type { Tracker } from './tracker.ts';

/** A card that takes longer is not tested to the end: its rates are too low to tell anything soon. */
const mostMilliseconds = 20_000;

const mib = 1024 * 1024;

export interface ProbeEdge {
  readonly device: CardDevice;
  /** Multiple of all offsets, and the length of a test block; 512 or more. */
  readonly blockBytes: number;
  /** Bytes at the start that must stay as they are. */
  readonly start: number;
  /** What is going to be written: said in the error when it fits into what the card really holds. */
  readonly imageSize: number;
  readonly tracker: Tracker;
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly now: () => number;
}

interface Run extends ProbeEdge {
  readonly plan: ProbePlan;
  readonly nonce: Buffer;
  readonly buffer: Buffer;
  readonly isLate: () => boolean;
}

/**
 * Tests a card that is about to be erased: writes tagged blocks all over it, flushes, and reads them back in another order
 * (some 100 KiB, and 8 MiB for the rates). Leaves what it wrote, but for zeros in the last block.
 * Errors: `card/fake-capacity`, `card/dead`, `card/removed` and the like; the signal's reason.
 */
export async function probeCard(edge: ProbeEdge): Promise<ProbeReport> {
  const { device, blockBytes, start, now } = edge;
  const started = now();
  const plan = planProbe({ size: device.size, blockBytes, start });
  const run: Run = {
    ...edge,
    plan,
    nonce: randomBytes(nonceBytes),
    buffer: alignedBuffer(mib, blockBytes),
    isLate: () => now() - started > mostMilliseconds,
  };
  edge.tracker.enter('probing', 2 * (plan.offsets.length * blockBytes + (plan.run?.length ?? 0)));
  const { readings, bytesPerSecond } = await testBlocks(run, plan.offsets);
  const finding = judge(readings, blockBytes);
  if (finding.kind !== 'sound') throw await failure(run, finding);
  await clearLast(run);
  const outcome = readings.length === plan.offsets.length ? 'sound' : 'unfinished';
  return { outcome, blocks: readings.length, seconds: (now() - started) / 1000, ...ratesOf(bytesPerSecond) };
}

const ratesOf = (bytesPerSecond: ProbeReport['bytesPerSecond']): Pick<ProbeReport, 'bytesPerSecond' | 'speedClass'> => {
  if (bytesPerSecond === undefined) return {};
  const speedClass = speedClassOf(bytesPerSecond.write);
  return { bytesPerSecond, ...(speedClass === undefined ? {} : { speedClass }) };
};

interface Results {
  readonly readings: readonly BlockReading[];
  readonly bytesPerSecond?: NonNullable<ProbeReport['bytesPerSecond']>;
}

/** The run comes between the writing and the reading of the blocks: it drives them out of a cache of the card itself. */
async function testBlocks(run: Run, offsets: readonly number[]): Promise<Results> {
  const refused = await writeBlocks(run, offsets);
  const bytesPerSecond = run.isLate() ? undefined : await timeRun(run);
  const readings = run.isLate() ? [] : await readBlocks(run, offsets, refused);
  return { readings, ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }) };
}

/** Returns the offsets at which writing failed. */
async function writeBlocks(run: Run, offsets: readonly number[]): Promise<ReadonlySet<number>> {
  const { device, blockBytes, nonce, tracker } = run;
  const refused = new Set<number>();
  const block = run.buffer.subarray(0, blockBytes);
  for (const offset of offsets) {
    if (mustStop(run)) break;
    fillBlock(block, { nonce, offset });
    if (!(await succeeds(device.write(offset, block)))) refused.add(offset);
    tracker.add(blockBytes);
  }
  await succeeds(device.flush());
  return refused;
}

async function readBlocks(run: Run, offsets: readonly number[], refused: ReadonlySet<number>): Promise<readonly BlockReading[]> {
  const { device, blockBytes, nonce, tracker } = run;
  const readings: BlockReading[] = [];
  const block = run.buffer.subarray(0, blockBytes);
  for (const offset of inAnotherOrder(offsets)) {
    if (mustStop(run)) break;
    const isRead = !refused.has(offset) && (await succeeds(device.readInto(offset, block)));
    readings.push({ offset, reading: isRead ? readBlock(block, { nonce, offset }) : { kind: 'lost' } });
    tracker.add(blockBytes);
  }
  return readings;
}

/** Every second from the end down, then the others from the start up: no order in which a cache would read ahead. */
const inAnotherOrder = (offsets: readonly number[]): readonly number[] => [
  ...offsets.filter((_offset, index) => index % 2 === 1).toReversed(),
  ...offsets.filter((_offset, index) => index % 2 === 0),
];

async function timeRun(run: Run): Promise<Results['bytesPerSecond']> {
  const { plan, device, buffer, now } = run;
  if (plan.run === undefined) return undefined;
  // Not the blocks' nonce: where the run lands on a block of a card that wraps, it is no block of the test.
  fillBlock(buffer, { nonce: randomBytes(nonceBytes), offset: plan.run.offset });
  const write = await timed(now, async () => {
    const whole = await eachPiece(run, (offset) => device.write(offset, buffer));
    return whole && (await succeeds(device.flush()));
  });
  const read = await timed(now, () => eachPiece(run, (offset) => device.readInto(offset, buffer)));
  if (write === undefined || read === undefined) return undefined;
  return { write: plan.run.length / write, read: plan.run.length / read };
}

async function eachPiece(run: Run, move: (offset: number) => Promise<void>): Promise<boolean> {
  const { offset, length } = run.plan.run ?? { offset: 0, length: 0 };
  for (let at = offset; at < offset + length; at += run.buffer.length) {
    if (mustStop(run) || !(await succeeds(move(at)))) return false;
    run.tracker.add(run.buffer.length);
  }
  return true;
}

/** Seconds, at least one millisecond; undefined when it did not come to its end. */
async function timed(now: () => number, work: () => Promise<boolean>): Promise<number | undefined> {
  const started = now();
  return (await work()) ? Math.max(1, now() - started) / 1000 : undefined;
}

function mustStop({ signal, isLate }: Run): boolean {
  signal.throwIfAborted();
  return isLate();
}

/** A medium that fails is a finding; everything else, a card that was pulled out for example, ends the test. */
async function succeeds(call: Promise<void>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (thrown) {
    if (thrown instanceof SlipwayError && (thrown.code === 'card/write-failed' || thrown.code === 'card/verify-failed'))
      return false;
    throw thrown;
  }
}

/** The next test of this card, or its next user, must not find a tag where a backup partition table goes. */
async function clearLast({ device, plan }: Run): Promise<void> {
  const last = plan.offsets.at(-1);
  if (last === undefined) return;
  await device.write(last, Buffer.alloc(plan.blockBytes));
  await device.flush();
}

async function failure(run: Run, finding: Exclude<Finding, { kind: 'sound' }>): Promise<SlipwayError> {
  switch (finding.kind) {
    case 'keeps-nothing':
      return new SlipwayError('card/dead', 'Nothing of the test came back. Nothing of the image was written.');
    case 'rot':
      return new SlipwayError('card/dead', `The test failed at byte ${finding.offset}. Nothing of the image was written.`);
    case 'fake':
      return fakeCapacity(run, await narrowed(run, finding));
  }
}

type Fake = Extract<Finding, { kind: 'fake' }>;

/** Looks twice between what is kept and what is lost: within 1/1024 of the gap. */
async function narrowed(run: Run, found: Fake): Promise<number> {
  let { capacity, firstLost } = found;
  for (let round = 0; round < 2; round += 1) {
    const offsets = refine({ capacity, firstLost }, run.blockBytes);
    if (offsets.length === 0) break;
    const { readings } = await testBlocks(run, offsets);
    const lost = readings.filter(({ reading }) => reading.kind !== 'intact').map(({ offset }) => offset);
    firstLost = Math.min(firstLost, ...lost);
    const kept = readings.filter(({ offset, reading }) => reading.kind === 'intact' && offset < firstLost);
    capacity = Math.max(capacity, ...kept.map(({ offset }) => offset + run.blockBytes));
  }
  return capacity;
}

function fakeCapacity({ device, imageSize }: Run, capacity: number): SlipwayError {
  const detail = `It says ${device.size} bytes and keeps ${capacity}. Nothing of the image was written.`;
  if (imageSize > capacity) return new SlipwayError('card/fake-capacity', detail);
  return new SlipwayError('card/fake-capacity', detail, {
    fix: `Replace the card. The image (${imageSize} bytes) would fit, but the system grows over the whole card when it first starts.`,
  });
}
