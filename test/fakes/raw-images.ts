import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageEntrySchema, type ImageEntry } from '../../electron/contract/image.ts';
import { openImageStore, type ImageStore } from '../../electron/engine/images/store.ts';
import type { StoreOptions } from '../../electron/engine/images/store/store-options.ts';

const KiB = 1024;

/** Bytes that look random and are the same each time. */
export function noise(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed * 2654435761 + 1;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

/** A raw image of noise and zeros with an MBR of one partition: enough for everything that does not read file systems. */
export function rawImage(length = 1024 * KiB, seed = 1): Buffer {
  const image = Buffer.alloc(length);
  noise(Math.floor(length / 3), seed).copy(image, Math.floor(length / 4));
  image.writeUInt32LE(0x7ee80803 + seed, 440);
  image[450] = 0x0c;
  image.writeUInt32LE(64, 454);
  image.writeUInt32LE(Math.floor(length / 512) - 64, 458);
  image.writeUInt16BE(0x55aa, 510);
  return image;
}

export const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** Packs with the real tools; a zip holds the bytes as `disk.img`. */
export const pack = {
  img: (raw: Buffer): Buffer => raw,
  gz: (raw: Buffer): Buffer => run('gzip', ['-c'], raw),
  xz: (raw: Buffer): Buffer => run('xz', ['-c', '-T1', '-1'], raw),
  zst: (raw: Buffer): Buffer => run('zstd', ['-c', '-q', '--check'], raw),
  zip: (raw: Buffer): Buffer => zipOf({ 'disk.img': raw }),
} as const;

export function run(command: string, args: readonly string[], input?: Buffer): Buffer {
  return execFileSync(command, args, { input, maxBuffer: 2 ** 30, stdio: ['pipe', 'pipe', 'pipe'] });
}

const zipScript = `import sys, json, struct, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED if sys.argv[2] == 'deflated' else zipfile.ZIP_STORED) as z:
    data = sys.stdin.buffer.read()
    while data:
        name, size = struct.unpack('<II', data[:8])
        z.writestr(zipfile.ZipInfo(data[8:8+name].decode()), data[8+name:8+name+size], z.compression)
        data = data[8+name+size:]
`;

/** A zip of these members, made by Python: it takes any name, as an attacker's tool would. */
export function zipOf(members: Readonly<Record<string, Buffer>>, method: 'deflated' | 'stored' = 'deflated'): Buffer {
  const dir = mkdtempSync(join(tmpdir(), 'slipway-zip-'));
  const input = Object.entries(members).map(([name, bytes]) => {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(Buffer.byteLength(name), 0);
    head.writeUInt32LE(bytes.length, 4);
    return Buffer.concat([head, Buffer.from(name), bytes]);
  });
  try {
    run('python3', ['-c', zipScript, join(dir, 'a.zip'), method], Buffer.concat(input));
    return run('cat', [join(dir, 'a.zip')]);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A user's entry for an address, as `resolveReference` makes it but without looking for a hash. */
export function entryFor(url: string, more: Partial<ImageEntry> = {}): ImageEntry {
  return imageEntrySchema.parse({ id: 'test-image', name: 'Test image', url, origin: 'user', ...more });
}

/** A store that takes every image for wholly used and unknown, and does not wait between tries. */
export function openTestStore(dir: string, more: Partial<StoreOptions> = {}): Promise<ImageStore> {
  return openImageStore({
    dir,
    inspect: () => Promise.resolve({ kind: 'unknown', reason: 'It is a test.' }),
    usedRanges: ({ size }) => Promise.resolve([{ offset: 0, length: size }]),
    writePracticeImage: () => Promise.reject(new Error('no practice image here')),
    environment: {},
    now: () => new Date('2026-11-21T12:00:00Z'),
    retry: { attempts: 3, pauseMs: 1 },
    stallMs: 10_000,
    ...more,
  });
}
