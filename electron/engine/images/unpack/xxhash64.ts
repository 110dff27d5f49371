/**
 * XXH64 with seed 0 in 32-bit arithmetic (BigInt alone would be ten times slower): the checksum of a Zstandard frame,
 * which fzstd does not look at. Specification: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */
export interface XxHash64 {
  update(bytes: Uint8Array): void;
  /** The hash of everything so far. */
  digest(): bigint;
}

const mask = 0xffffffffffffffffn;
const prime1 = 0x9e3779b185ebca87n;
const prime2 = 0xc2b2ae3d27d4eb4fn;
const prime3 = 0x165667b19e3779f9n;
const prime4 = 0x85ebca77c2b2ae63n;
const prime5 = 0x27d4eb2f165667c5n;
const [low1, high1, low2, high2] = [0x85ebca87, 0x9e3779b1, 0x27d4eb4f, 0xc2b2ae3d];
const stripeBytes = 32;

export function xxHash64(): XxHash64 {
  const lanes = startLanes();
  const rest = Buffer.alloc(stripeBytes);
  let restLength = 0;
  let total = 0;

  return {
    update(input) {
      const bytes = Buffer.from(input.buffer, input.byteOffset, input.length);
      let at = 0;
      total += bytes.length;
      if (restLength > 0) {
        at = bytes.copy(rest, restLength, 0, stripeBytes - restLength);
        restLength += at;
        if (restLength < stripeBytes) return;
        addStripes(lanes, rest);
      }
      const end = at + Math.floor((bytes.length - at) / stripeBytes) * stripeBytes;
      addStripes(lanes, bytes.subarray(at, end));
      restLength = bytes.copy(rest, 0, end);
    },
    digest: () => finish(total, mergeLanes(lanes, total), rest.subarray(0, restLength)),
  };
}

/** Four 64-bit lanes, each as its low and its high half. */
function startLanes(): Int32Array {
  const starts = [prime1 + prime2, prime2, 0n, -prime1];
  return Int32Array.from(starts.flatMap((lane) => [Number(BigInt.asIntN(32, lane)), Number(BigInt.asIntN(32, lane >> 32n))]));
}

function addStripes(lanes: Int32Array, bytes: Buffer): void {
  const words = new Int32Array(bytes.length / 4);
  for (let word = 0; word < words.length; word++) words[word] = bytes.readInt32LE(word * 4);
  for (let word = 0; word < words.length; word += 2)
    addWord(lanes, word % 8, { low: words[word] ?? 0, high: words[word + 1] ?? 0 });
}

/** lane = rotate(lane + input × prime2, 31) × prime1, all modulo 2⁶⁴. */
function addWord(lanes: Int32Array, at: number, input: { readonly low: number; readonly high: number }): void {
  const sumLow = (Math.imul(input.low, low2) >>> 0) + ((lanes[at] ?? 0) >>> 0);
  const carry = sumLow > 0xffffffff ? 1 : 0;
  const product = mulHigh(input.low, low2) + Math.imul(input.low, high2) + Math.imul(input.high, low2);
  const sumHigh = (product + (lanes[at + 1] ?? 0) + carry) | 0;
  const low = (sumLow << 31) | (sumHigh >>> 1);
  const high = (sumHigh << 31) | ((sumLow | 0) >>> 1);
  lanes[at] = Math.imul(low, low1);
  lanes[at + 1] = (mulHigh(low, low1) + Math.imul(low, high1) + Math.imul(high, low1)) | 0;
}

/** The high half of the 64-bit product of two unsigned 32-bit numbers. */
function mulHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const cross = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(cross / 0x10000)) | 0;
}

const multiply = (a: bigint, b: bigint): bigint => (a * b) & mask;
const rotate = (value: bigint, bits: bigint): bigint => ((value << bits) | (value >> (64n - bits))) & mask;
const round = (lane: bigint, input: bigint): bigint => multiply(rotate((lane + multiply(input, prime2)) & mask, 31n), prime1);

function mergeLanes(halves: Int32Array, total: number): bigint {
  if (total < stripeBytes) return prime5;
  const lanes = [0, 2, 4, 6].map((at) => (BigInt((halves[at + 1] ?? 0) >>> 0) << 32n) | BigInt((halves[at] ?? 0) >>> 0));
  const rotations = [1n, 7n, 12n, 18n];
  const sum = lanes.reduce((total64, lane, index) => (total64 + rotate(lane, rotations[index] ?? 0n)) & mask, 0n);
  return lanes.reduce((hash, lane) => (multiply(hash ^ round(0n, lane), prime1) + prime4) & mask, sum);
}

function finish(total: number, lanes: bigint, rest: Buffer): bigint {
  let hash = (lanes + BigInt(total)) & mask;
  let at = 0;
  for (; at + 8 <= rest.length; at += 8) {
    hash = (multiply(rotate(hash ^ round(0n, rest.readBigUInt64LE(at)), 27n), prime1) + prime4) & mask;
  }
  if (at + 4 <= rest.length) {
    hash = (multiply(rotate(hash ^ multiply(BigInt(rest.readUInt32LE(at)), prime1), 23n), prime2) + prime3) & mask;
    at += 4;
  }
  for (; at < rest.length; at++) hash = multiply(rotate(hash ^ multiply(BigInt(rest[at] ?? 0), prime5), 11n), prime1);
  hash = multiply(hash ^ (hash >> 33n), prime2);
  hash = multiply(hash ^ (hash >> 29n), prime3);
  return hash ^ (hash >> 32n);
}
