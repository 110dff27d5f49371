import { describe, expect, it } from 'vitest';
import { formatOf, idOf } from '../../../../electron/engine/catalogue/image-file-name.ts';

describe('file names of images', () => {
  it.each([
    ['a.img', 'img', 'a'],
    ['A.IMG.XZ', 'xz', 'a'],
    ['hypriotos-rpi-v1.12.3.img.zip', 'zip', 'hypriotos-rpi-v1.12.3'],
    ['ubuntu-24.04.5-preinstalled-server-arm64+raspi.img.xz', 'xz', 'ubuntu-24.04.5-preinstalled-server-arm64-raspi'],
    ['a.img.zst', 'zst', 'a'],
    ['a.img.bz2', 'unsupported', 'a.img.bz2'],
    ['download', undefined, 'download'],
    ['.img', 'img', ''],
    ['Ünï çode.img', 'img', 'n-ode'],
  ])('%s is of format %s and gives the id %s', (name, format, id) => {
    expect(formatOf(name)).toBe(format);
    expect(idOf(name)).toBe(id);
  });
});
