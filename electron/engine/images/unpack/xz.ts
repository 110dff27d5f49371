import type { ByteReader } from './byte-reader.ts';
import { bundledXz } from './xz-bundled.ts';
import { startXz, systemXz } from './xz-system.ts';

/**
 * Raw bytes of an .xz file, several streams one after the other included; every CRC is checked.
 * The system's `xz` is taken where there is one: lzma-native's prebuilt library is compiled without optimisation and
 * takes 2.4 times as long (measured, 8.0.6 on Linux x64).
 */
export async function* unxz(reader: ByteReader): AsyncGenerator<Buffer> {
  const child = await startXz();
  yield* child === undefined ? bundledXz(reader) : systemXz(child, reader);
}
