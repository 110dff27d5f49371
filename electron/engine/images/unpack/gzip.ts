import { createGunzip } from 'node:zlib';
import type { ByteReader } from './byte-reader.ts';
import { decodeWith } from './transform.ts';
import { translated } from './zlib-errors.ts';

/** Raw bytes of a gzip file; several members one after the other are one file (RFC 1952 §2.2). */
export function gunzip(reader: ByteReader): AsyncGenerator<Buffer> {
  return translated('gzip', decodeWith(createGunzip({ chunkSize: 256 * 1024 }), reader));
}
