import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withAuthority } from '../../../../electron/engine/services/mirror-authority.ts';
import { makeOwnCa, type OwnCa } from '../../../fakes/own-ca.ts';

let dir: string;
let own: OwnCa;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'slipway-mirror-authority-'));
  own = await makeOwnCa();
  await writeFile(join(dir, 'ca.pem'), `Home CA\r\n${own.authority}`);
  await writeFile(join(dir, 'with-key.pem'), own.authority + own.key);
  await writeFile(join(dir, 'ca.der'), 'no PEM');
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe('the CA of a plan’s mirrors', () => {
  it('is read from the project’s folder, and what stands around the certificate is left out', async () => {
    expect(await withAuthority(dir, { ca: 'ca.pem' })).toEqual({ ca: own.authority });
    expect(await withAuthority('/', { ca: join(dir, 'ca.pem') })).toEqual({ ca: own.authority });
  });

  it('may be the certificate itself', async () => {
    expect(await withAuthority('/nowhere', { ca: own.authority, images: 'https://m/' })).toEqual({
      ca: own.authority,
      images: 'https://m/',
    });
  });

  it.each(['missing.pem', 'with-key.pem', 'ca.der', '.', '/dev/zero'])('is refused when it is %s', async (ca) => {
    await expect(withAuthority(dir, { ca })).rejects.toMatchObject({ code: 'plan/bad-ca' });
  });

  it('need not be there', async () => {
    expect(await withAuthority(dir, {})).toEqual({});
  });
});
