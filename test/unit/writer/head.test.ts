import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seenWithHead, withHead } from '../../../electron/writer/head.ts';
import { noise } from '../../fakes/mapped-image.ts';
import { memoryCard } from '../../fakes/memory-card.ts';

const size = 32 * 1024;
const part = fc
  .tuple(fc.nat(size - 1), fc.integer({ min: 1, max: 9000 }))
  .map(([offset, length]) => ({ offset, length: Math.min(length, size - offset) }));

it('a view with its head in memory reads and writes like one device, and the device never sees the head', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: size }), fc.array(part, { maxLength: 6 }), async (headLength, parts) => {
      const onCard = noise(size);
      const head = Buffer.alloc(headLength, 0xee);
      const card = memoryCard({ size, before: onCard });
      const view = withHead(card.device, head);
      const model = Buffer.concat([head, onCard.subarray(headLength)]);
      for (const [index, { offset, length }] of parts.entries()) {
        const data = Buffer.alloc(length, index + 1);
        data.copy(model, offset);
        await view.write(offset, data);
      }
      expect((await seenWithHead(card.device, head).read(0, size)).equals(model)).toBe(true);
      expect(card.bytes.subarray(0, headLength).equals(onCard.subarray(0, headLength))).toBe(true);
    }),
  );
});
