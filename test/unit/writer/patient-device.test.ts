import { describe, expect, it } from 'vitest';
import { noise } from '../../fakes/mapped-image.ts';
import { fakeCard } from '../../fakes/fake-card.ts';

const kib = 1024;
const mib = 1024 * kib;

const kept = (sectors: ReadonlyMap<number, Buffer>): Buffer =>
  Buffer.concat([...sectors].toSorted(([a], [b]) => a - b).map(([, data]) => data));

describe('a device that is asked again in smaller pieces', () => {
  it.each([512 * kib, 64 * kib, 4 * kib])(
    'gets everything onto a reader that fails calls above %d bytes, and back',
    async (most) => {
      const card = fakeCard({ size: 8 * mib, sector: 4096, fault: { kind: 'short-calls', most } });
      const data = noise(3 * mib);
      for (let at = 0; at < data.length; at += mib) await card.device.write(at, data.subarray(at, at + mib));
      expect(kept(card.sectors).equals(data)).toBe(true);
      expect((await card.device.read(0, data.length)).equals(data)).toBe(true);
    },
  );

  it('keeps to the length that helped', async () => {
    const card = fakeCard({ size: 8 * mib, sector: 4096, fault: { kind: 'short-calls', most: 64 * kib } });
    await card.device.write(0, noise(mib));
    const before = card.calls.length;
    await card.device.write(mib, noise(mib));
    expect(card.calls.slice(before).map(({ length }) => length)).toEqual(Array.from({ length: 16 }, () => 64 * kib));
  });

  it.each([512, 4096])('names the one sector of %d bytes that fails, and has written all before it', async (sector) => {
    const offset = mib + 700 * kib;
    const card = fakeCard({ size: 8 * mib, sector, fault: { kind: 'bad-sector', offset } });
    await expect(card.device.write(mib, noise(mib))).rejects.toMatchObject({
      code: 'card/write-failed',
      detail: expect.stringContaining(`at byte ${offset} `) as unknown,
    });
    expect(kept(card.sectors).equals(noise(mib).subarray(0, 700 * kib))).toBe(true);
    await expect(card.device.read(mib, mib)).rejects.toMatchObject({
      code: 'card/verify-failed',
      detail: expect.stringContaining(`at byte ${offset} `) as unknown,
    });
  });

  it('asks only once when it is no error of the medium', async () => {
    const gone = Object.assign(new Error('gone'), { code: 'ENXIO' });
    const card = fakeCard({
      size: mib,
      onCall: () => {
        throw gone;
      },
    });
    await expect(card.device.write(0, noise(mib))).rejects.toBe(gone);
    expect(card.calls).toHaveLength(1);
  });
});
