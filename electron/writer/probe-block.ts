import type { Reading } from './probe-plan.ts';

/** Bytes of a block's head that say whose it is: the run's nonce, then its offset. */
export const nonceBytes = 16;

interface Tag {
  /** Random, {@link nonceBytes} long: what an earlier test left on the card must not pass for this one's. */
  readonly nonce: Buffer;
  readonly offset: number;
}

/** Fills `block` with what belongs at `offset`: its tag, then noise that depends on both, so that no two are alike. */
export function fillBlock(block: Buffer, { nonce, offset }: Tag): void {
  nonce.copy(block);
  block.writeBigUInt64LE(BigInt(offset), nonceBytes);
  let state = (nonce.readUInt32LE(0) ^ Math.imul(offset / 512 + 1, 0x9e3779b1)) >>> 0 || 1;
  for (let at = nonceBytes + 8; at + 4 <= block.length; at += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    block.writeUInt32LE(state >>> 0, at);
  }
}

/** What became of the block at `offset`, of which `found` was read. */
export function readBlock(found: Buffer, { nonce, offset }: Tag): Reading {
  const expected = Buffer.alloc(found.length);
  fillBlock(expected, { nonce, offset });
  if (found.equals(expected)) return { kind: 'intact' };
  const of = Number(found.readBigUInt64LE(nonceBytes));
  const isOurs = found.subarray(0, nonceBytes).equals(nonce);
  if (isOurs && of !== offset && Number.isSafeInteger(of)) {
    fillBlock(expected, { nonce, offset: of });
    return found.equals(expected) ? { kind: 'alias', of } : { kind: 'changed' };
  }
  // Noise shares one byte in 256 with other noise: half of all bytes the same is no chance.
  const same = found.reduce((count, byte, at) => (byte === expected[at] ? count + 1 : count), 0);
  return same * 2 >= found.length ? { kind: 'changed' } : { kind: 'lost' };
}
