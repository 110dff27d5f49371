import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { asItGrows } from '../../../electron/writer/growing-image.ts';
import { openImage, type ImageSource } from '../../../electron/writer/image-source.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';

interface Growing {
  readonly file: FileHandle;
  readonly source: ImageSource;
  readonly whole: () => void;
  /** How often it was told that bytes are waited for. */
  readonly waits: () => number;
  readonly stop: AbortController;
}

async function growing(): Promise<Growing> {
  const path = join(tempFolder(), 'raw');
  const file = await open(path, 'w');
  const image = await openImage(path, 0);
  onTestFinished(async () => {
    await image.close();
    await file.close();
  });
  let whole = (): void => undefined;
  let waits = 0;
  const stop = new AbortController();
  const source = asItGrows(image, {
    whole: new Promise<void>((resolve) => (whole = resolve)),
    signal: stop.signal,
    onWait: () => (waits += 1),
  });
  return { file, source, whole, waits: () => waits, stop };
}

describe('an image that is still growing', () => {
  it('gives bytes once all of them are below its length', async () => {
    const { file, source, waits } = await growing();
    const target = Buffer.alloc(8);
    const read = source.readInto(0, target);
    await file.write('four');
    await expect.poll(waits).toBeGreaterThan(2);
    expect(target.equals(Buffer.alloc(8))).toBe(true);
    await file.write('more');
    await read;
    expect(target.toString()).toBe('fourmore');
  });

  it('that is whole but too short is truncated', async () => {
    const { file, source, whole } = await growing();
    await file.write('four');
    whole();
    await expect(source.readInto(0, Buffer.alloc(8))).rejects.toMatchObject({ code: 'image/truncated' });
  });

  it('does not hold up a card that is cancelled', async () => {
    const { source, stop } = await growing();
    const read = source.readInto(0, Buffer.alloc(8));
    stop.abort(new Error('cancelled'));
    await expect(read).rejects.toThrow('cancelled');
  });
});
