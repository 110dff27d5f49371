import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignedBuffer } from '../../../electron/writer/aligned-buffer.ts';
import { cardDevice } from '../../../electron/writer/card-device.ts';
import type { RawDevice } from '../../../electron/writer/raw-device.ts';
import { memoryCard } from '../../fakes/memory-card.ts';
import { noise } from '../../fakes/mapped-image.ts';

const size = 64 * 1024;

const part = fc
  .tuple(fc.nat(size - 1), fc.integer({ min: 1, max: 20_000 }))
  .map(([offset, length]) => ({ offset, length: Math.min(length, size - offset) }));

describe('a card device over direct I/O', () => {
  it('reads and writes any bytes as if nothing had to be aligned', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 6 }), async (parts) => {
        const before = noise(size);
        const card = memoryCard({ size, before });
        const model = Buffer.from(before);
        for (const [index, { offset, length }] of parts.entries()) {
          const data = Buffer.alloc(length, index + 1);
          data.copy(model, offset);
          await card.device.write(offset, data);
        }
        expect(card.bytes.equals(model)).toBe(true);
        for (const { offset, length } of parts)
          expect((await card.device.read(offset, length)).equals(model.subarray(offset, offset + length))).toBe(true);
      }),
    );
  });

  it('moves aligned memory as it is, in one write and without reading first', async () => {
    const card = memoryCard({
      size,
      onRead: () => {
        throw new Error('it read');
      },
    });
    const data = alignedBuffer(8192, 4096).fill(7);
    await card.device.write(4096, data);
    expect(card.events).toEqual(['write 4096 8192']);
  });

  it('goes on after a short read and a short write', async () => {
    const content = noise(8192);
    const written = Buffer.alloc(8192);
    const halves: RawDevice = {
      path: '/dev/slow',
      size: 8192,
      alignment: { read: 1, write: 1 },
      read: (target, offset) => Promise.resolve(content.copy(target, 0, offset, offset + Math.ceil(target.length / 2))),
      write: (source, offset) => Promise.resolve(source.copy(written, offset, 0, Math.ceil(source.length / 2))),
      sync: () => Promise.resolve(),
    };
    expect((await cardDevice(halves).read(0, 8192)).equals(content)).toBe(true);
    await cardDevice(halves).write(0, content);
    expect(written.equals(content)).toBe(true);
  });

  it.each([
    ['reads nothing', 'card/removed', (raw: RawDevice) => cardDevice({ ...raw, read: () => Promise.resolve(0) }).read(0, 512)],
    [
      'takes nothing',
      'card/write-failed',
      (raw: RawDevice) => cardDevice({ ...raw, write: () => Promise.resolve(0) }).write(0, Buffer.alloc(512)),
    ],
    ['is written past its end', 'card/too-small', (raw: RawDevice) => cardDevice(raw).write(raw.size - 100, Buffer.alloc(512))],
  ])('that %s is %s', async (_what, code, act) => {
    const raw: RawDevice = {
      path: '/dev/x',
      size: 8192,
      alignment: { read: 1, write: 1 },
      read: (target) => Promise.resolve(target.length),
      write: (source) => Promise.resolve(source.length),
      sync: () => Promise.resolve(),
    };
    await expect(act(raw)).rejects.toMatchObject({ code });
  });
});
