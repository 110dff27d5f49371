import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../../../electron/engine/services/log.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

describe('the log', () => {
  it('keeps a JSON line for each event, without what is secret', async () => {
    const dir = join(tempFolder(), 'logs');
    const log = createLog(dir, '1.2.3');
    log.info({ node: 'pi1', login: { password: 's3cr3t-word' } }, 'asked');
    await log.close();
    const text = await readFile(join(dir, 'slipway.log'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ node: 'pi1', msg: 'asked', version: '1.2.3' });
    expect(text + log.tail().join('')).not.toContain('s3cr3t-word');
  });

  it('that cannot be written fails nobody who logs, and still shows its tail', async () => {
    const dir = join(tempFolder(), 'file');
    await writeFile(dir, 'no folder');
    const log = createLog(dir, '1.2.3');
    log.info({ node: 'pi1' }, 'card ended');
    log.error(new Error('no'), 'journal');
    expect(log.tail().map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['card ended', 'journal']);
    await log.close();
  });

  it.runIf(process.platform === 'linux')('outlives a disk that is full', async () => {
    const dir = tempFolder();
    await import('node:fs/promises').then(({ symlink }) => symlink('/dev/full', join(dir, 'slipway.log')));
    const log = createLog(dir, '1.2.3');
    log.info({ node: 'pi1' }, 'card ended');
    await log.close();
    expect(log.tail()).toHaveLength(1);
  });
});
