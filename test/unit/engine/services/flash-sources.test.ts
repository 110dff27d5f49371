import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../../../electron/engine/services/flash-sources.ts';
import type { FlashSettings, FlashSources } from '../../../../electron/contract/flash.ts';
import { startImageServer, type ImageServer } from '../../../fakes/image-server.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

let server: ImageServer;
beforeAll(async () => {
  server = await startImageServer();
});
afterAll(() => server.close());

const load = (sources: Partial<FlashSources>): Promise<FlashSettings> =>
  loadSettings({ files: [], ...sources }, { files: [] }, new AbortController().signal);

describe('loadSettings', () => {
  it('copies files that are no text byte for byte', async () => {
    const bytes = Buffer.from([0, 0xff, 0xfe, 1]);
    const path = put(tempFolder(), bytes);
    const address = server.put('logo.bin', { body: bytes });
    const { files } = await load({ files: [path, address] });
    expect(files).toEqual([path, address].map((source) => ({ source, text: bytes.toString('base64'), encoding: 'base64' })));
  });

  it('reads files and takes away what Windows editors add, but for files that are copied as they are', async () => {
    const path = join(tempFolder(), 'user-data');
    writeFileSync(path, '\uFEFF#cloud-config\r\nhostname: a\r\n');
    const { userData, files } = await load({ userData: path, files: [path] });
    expect(userData).toEqual({ source: path, text: '#cloud-config\nhostname: a\n' });
    expect(files).toEqual([{ source: path, text: '\uFEFF#cloud-config\r\nhostname: a\r\n' }]);
  });

  it('keeps the secrets of an address to itself', async () => {
    server.put('u.yml?token=abc', { body: '#cloud-config\n' });
    const address = server.url.replace('http://', 'http://me:secret@');
    const { userData } = await load({ userData: `${address}u.yml?token=abc` });
    expect(userData?.source).toBe(`${server.url}u.yml`);
    expect(server.requests.at(-1)?.headers.authorization).toBe(`Basic ${Buffer.from('me:secret').toString('base64')}`);
    await expect(load({ userData: `${address}none?token=abc` })).rejects.toThrow(/^(?!.*(secret|token)).*404/);
  });

  it.each<[string, (dir: string) => string, string, RegExp]>([
    ['is not there', (dir) => join(dir, 'none'), 'firstboot/bad-file', /File .*none not found!/],
    ['is a folder', (dir) => dir, 'firstboot/bad-file', /EISDIR/],
    ['is binary', (dir) => put(dir, Buffer.from([0xff, 0xfe, 0, 1])), 'firstboot/bad-file', /no UTF-8 text/],
    ['is far too large', (dir) => put(dir, Buffer.alloc(17 * 1024 * 1024, 'x')), 'firstboot/bad-file', /larger than 16 MiB/],
    ['is no YAML', (dir) => put(dir, Buffer.from('#cloud-config\na: [\n')), 'firstboot/bad-file', /is not a valid YAML file!/],
    ['is not on the server', () => `${server.url}none`, 'image/not-found', /The requested URL returned error: 404/],
    ['the server fails on', () => server.put('broken', { body: '', statuses: [500] }), 'image/server-refused', /500/],
    ['is on no server', () => 'http://127.0.0.1:1/x', 'image/unreachable', /nobody answers/],
    ['comes as binary', () => server.put('binary', { body: Buffer.from([0xff, 0xfe]) }), 'firstboot/bad-file', /no UTF-8 text/],
  ])('refuses a file that %s', async (_what, source, ...[code, message]) => {
    const loading = load({ userData: source(tempFolder()) });
    await expect(loading).rejects.toMatchObject({ code });
    await expect(loading).rejects.toThrow(message);
  });
});

function put(dir: string, content: Buffer): string {
  mkdirSync(dir, { recursive: true });
  const path = join(dir, 'file');
  writeFileSync(path, content);
  return path;
}
