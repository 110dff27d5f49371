import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorFacts } from '../../../../electron/contract/errors.ts';
import { createProjectFolder } from '../../../../electron/engine/project/folder.ts';
import { readSecrets, writeSecrets } from '../../../../electron/engine/project/secrets.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

async function project(): Promise<string> {
  const dir = tempFolder();
  await createProjectFolder({ dir, text: 'name: lab\n' });
  return dir;
}

describe('the secrets of a project', () => {
  it('are none at first', async () => {
    expect(await readSecrets(await project())).toEqual({});
  });

  it('keep the password as a hash only, in a file that nobody else may read', async () => {
    const dir = await project();
    const secrets = await writeSecrets(dir, { password: 'plain and secret', wifiKey: 'the wifi key' });
    expect(secrets.passwordHash).toMatch(/^\$6\$[./0-9A-Za-z]{16}\$[./0-9A-Za-z]{86}$/);
    expect(await readSecrets(dir)).toEqual(secrets);
    expect(readFileSync(join(dir, 'secrets.json'), 'utf8')).not.toContain('plain and secret');
    if (process.platform !== 'win32') expect(statSync(join(dir, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('stay when a change does not name them, and go when it empties them', async () => {
    const dir = await project();
    const first = await writeSecrets(dir, { password: 'one' });
    const both = await writeSecrets(dir, { wifiKey: 'the wifi key' });
    expect(both).toEqual({ ...first, wifiKey: 'the wifi key' });
    expect(await writeSecrets(dir, { password: '' })).toEqual({ wifiKey: 'the wifi key' });
    expect(await writeSecrets(dir, { wifiKey: '' })).toEqual({});
  });

  it('lose nothing when two changes come at once', async () => {
    const dir = await project();
    await Promise.all([writeSecrets(dir, { password: 'one' }), writeSecrets(dir, { wifiKey: 'the wifi key' })]);
    expect(Object.keys(await readSecrets(dir)).sort()).toEqual(['passwordHash', 'wifiKey']);
  });

  it('are not written where no project is', async () => {
    await expect(writeSecrets(tempFolder(), { wifiKey: 'the wifi key' })).rejects.toMatchObject({ code: 'project/not-found' });
  });

  it.each([
    ['not JSON, with s3cret', 'project/damaged'],
    ['{"version":1,"passwordHash":["s3cret"]}', 'project/damaged'],
    ['{"version":1,"s3cret":true}', 'project/damaged'],
    ['[]', 'project/damaged'],
    ['{"version":2,"vault":"s3cret"}', 'project/newer-version'],
  ])('are refused as %s without showing what is in the file', async (text, code) => {
    const dir = await project();
    writeFileSync(join(dir, 'secrets.json'), text);
    const thrown: unknown = await readSecrets(dir).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code });
    expect(JSON.stringify(errorFacts(thrown))).not.toContain('s3cret');
    await expect(writeSecrets(dir, { wifiKey: 'the wifi key' })).rejects.toMatchObject({ code });
    expect(readFileSync(join(dir, 'secrets.json'), 'utf8')).toBe(text);
  });
});
