import { createServer, type Server } from 'node:http';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { Transform } from 'node:stream';
import { program, seconds, type Measurement } from './measure.ts';
import { cli, type Bench } from './workshop.ts';

/** Unpacking into the store against `xz -dc > /dev/null`, and downloading while unpacking against the slower of the two. */
export const imageBench: Bench = {
  name: 'images',
  async run({ work, xz, image }) {
    const { size } = await stat(image);
    const peer = await seconds(() => program('sh', ['-c', 'xz -T1 -dc "$0" > /dev/null', xz]));
    const unpack = await fetchSeconds(work, xz);
    const rate = (await stat(xz)).size / (unpack * 0.9);
    const server = await serve(xz, rate);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/image.img.xz`;
    const both = await fetchSeconds(work, url);
    const download = await seconds(async () => (await fetch(url)).arrayBuffer());
    server.close();
    const slower = Math.max(download, unpack);
    const speed = (time: number): string => `${(size / time / 1e6).toFixed(0)} MB/s`;
    const results: readonly Measurement[] = [
      {
        name: 'unpack .xz into the store against `xz -T1 -dc > /dev/null` (speed)',
        ours: speed(unpack),
        peer: speed(peer),
        ratio: peer / unpack,
        limit: 0.9,
        bound: 'least',
      },
      {
        name: 'download + unpack against the slower of the two (time)',
        ours: `${both.toFixed(1)} s`,
        peer: `${slower.toFixed(1)} s`,
        ratio: both / slower,
        limit: 1.1,
        bound: 'most',
      },
    ];
    return results;
  },
};

/** Seconds of `slipway images fetch`, from which the start of the program is not taken off. */
async function fetchSeconds(work: string, reference: string): Promise<number> {
  let id = '';
  const time = await seconds(async () => {
    id = (await cli(work, 'images', 'fetch', reference)).trim();
  });
  await cli(work, 'images', 'remove', id);
  return time;
}

/** Serves one file at a bounded rate, bytes a second, like a network would. */
async function serve(path: string, rate: number): Promise<Server> {
  const { size } = await stat(path);
  const server = createServer((request, response) => {
    if (request.url !== '/image.img.xz') return void response.writeHead(404).end();
    response.writeHead(200, { 'content-length': size, 'content-type': 'application/x-xz' });
    createReadStream(path).pipe(paced(rate)).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function paced(rate: number): Transform {
  const start = performance.now();
  let sent = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sent += chunk.length;
      const wait = (sent / rate) * 1000 - (performance.now() - start);
      setTimeout(() => done(null, chunk), Math.max(0, wait));
    },
  });
}
