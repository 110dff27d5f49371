import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deviceNews } from '../../../../electron/engine/cards/device-news.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

const never = 2 ** 30;

function watched(folder: string) {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  return { news: deviceNews(controller.signal, folder), controller };
}

describe('news of devices', () => {
  it('come when a device comes, without waiting for the next look', async () => {
    const folder = tempFolder();
    const { news } = watched(folder);
    const told = news.next(never);
    writeFileSync(join(folder, 'sdb'), '');
    await expect(told).resolves.toBeUndefined();
  });

  it('are not lost between two looks', async () => {
    const folder = tempFolder();
    const { news } = watched(folder);
    await news.next(0);
    writeFileSync(join(folder, 'sdb'), '');
    await expect(news.next(never)).resolves.toBeUndefined();
  });

  it('end when nobody watches any more', async () => {
    const { news, controller } = watched(tempFolder());
    const told = news.next(never);
    controller.abort();
    await expect(told).resolves.toBeUndefined();
    await expect(news.next(never)).resolves.toBeUndefined();
  });

  it('are a matter of looking now and then where there is nothing to watch', async () => {
    await expect(watched('/no/such/folder').news.next(1)).resolves.toBeUndefined();
  });
});
