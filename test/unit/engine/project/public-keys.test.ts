import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readUserPublicKeys } from '../../../../electron/engine/project/public-keys.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

describe('readUserPublicKeys', () => {
  it('finds none where there is no .ssh', async () => {
    expect(await readUserPublicKeys(join(tempFolder(), '.ssh'))).toEqual([]);
  });

  it('reads the public keys only, ed25519 first, without line ends', async () => {
    const dir = tempFolder();
    const write = (name: string, text: string): void => writeFileSync(join(dir, name), text);
    write('id_rsa.pub', 'ssh-rsa AAAAB3 me@desk\r\n');
    write('id_ed25519.pub', 'ssh-ed25519 AAAAC3 me@desk\n');
    write('id_ed25519', '-----BEGIN OPENSSH PRIVATE KEY-----\n');
    write('id_ed25519-cert.pub', 'ssh-ed25519-cert-v01@openssh.com AAAA me\n');
    write('private.pub', '-----BEGIN OPENSSH PRIVATE KEY-----\n');
    write('empty.pub', '');
    write('big.pub', 'ssh-rsa A'.repeat(20_000));
    mkdirSync(join(dir, 'folder.pub'));
    expect(await readUserPublicKeys(dir)).toEqual([
      { path: join(dir, 'id_ed25519.pub'), key: 'ssh-ed25519 AAAAC3 me@desk' },
      { path: join(dir, 'id_rsa.pub'), key: 'ssh-rsa AAAAB3 me@desk' },
    ]);
  });
});
