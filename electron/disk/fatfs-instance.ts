import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  create,
  CTRL_SYNC,
  GET_BLOCK_SIZE,
  GET_SECTOR_COUNT,
  GET_SECTOR_SIZE,
  RES_ERROR,
  RES_OK,
  RES_PARERR,
  type DiskIO,
  type FatFs,
} from 'js-fatfs';
import type { FatOverlay } from './fat-overlay.ts';

/** What FatFs takes for the time now; entries written get it as their date. */
export interface FatClock {
  now: Date;
}

interface WasmInstance {
  readonly exports: Record<string, unknown>;
}
interface WasmImports {
  readonly a: object;
}
type ReadMemory = () => DataView;

/** Half a megabyte of WASM is compiled once for all cards. */
let compiled: Promise<object> | undefined;

/**
 * A new FatFs (ChaN's, R0.15 in js-fatfs 0.2.1) on an overlay. Its megabyte of memory goes when the instance does, so
 * nothing allocated in it needs to be freed at its end.
 */
export async function createFatFs(overlay: FatOverlay, clock: FatClock): Promise<FatFs> {
  compiled ??= compileFatFs();
  const program = await compiled;
  return new Promise((resolve, reject) => {
    const instantiateWasm = (imports: WasmImports, receive: (instance: WasmInstance) => void): object => {
      instantiate(program, imports, clock).then(receive).catch(reject);
      return {};
    };
    const options = { diskio: diskIo(overlay), instantiateWasm };
    create(options).then(resolve, reject);
  });
}

async function compileFatFs(): Promise<object> {
  const folder = dirname(createRequire(import.meta.url).resolve('js-fatfs'));
  return WebAssembly.compile(await readFile(join(folder, 'fatfs.wasm')));
}

async function instantiate(program: object, imports: WasmImports, clock: FatClock): Promise<WasmInstance> {
  const memory: ReadMemory = () => new DataView((instance.exports.j as { readonly buffer: ArrayBuffer }).buffer);
  const instance: WasmInstance = await WebAssembly.instantiate(program, {
    ...imports,
    a: { ...imports.a, ...clockImports(clock, memory) },
  });
  return instance;
}

/**
 * The two imports that tell the time (`f`: localtime of a time_t into a `struct tm`, `i`: milliseconds since 1970) are
 * replaced, because the desktop's time zone and the moment of writing would make every card different.
 */
function clockImports(clock: FatClock, memory: ReadMemory): object {
  const localtime = (_low: number, _high: number, at: number): void => {
    const { now } = clock;
    const fields = [now.getUTCSeconds(), now.getUTCMinutes(), now.getUTCHours(), now.getUTCDate(), now.getUTCMonth()];
    const view = memory();
    [...fields, now.getUTCFullYear() - 1900].forEach((value, index) => {
      view.setInt32(at + 4 * index, value, true);
    });
  };
  return { f: localtime, i: () => clock.now.getTime() };
}

function diskIo(overlay: FatOverlay): DiskIO {
  return {
    initialize: () => RES_OK,
    status: () => RES_OK,
    read: (...[ff, _drive, at, sector, count]) => {
      const data = overlay.read(sector >>> 0, count);
      if (data === undefined) return overlay.incomplete() ? RES_ERROR : RES_PARERR;
      ff.HEAPU8.set(data, at);
      return RES_OK;
    },
    write: (...[ff, _drive, at, sector, count]) => {
      const data = ff.HEAPU8.subarray(at, at + count * overlay.sectorBytes);
      return overlay.write(sector >>> 0, data) ? RES_OK : RES_PARERR;
    },
    ioctl: (...[ff, _drive, command, at]) => answer(ff, command, { at, overlay }),
  };
}

function answer(ff: FatFs, command: number, { at, overlay }: { at: number; overlay: FatOverlay }): number {
  switch (command) {
    case CTRL_SYNC:
      return RES_OK;
    case GET_SECTOR_COUNT:
      ff.setValue(at, overlay.sectors, 'i32');
      return RES_OK;
    case GET_SECTOR_SIZE:
      ff.setValue(at, overlay.sectorBytes, 'i16');
      return RES_OK;
    case GET_BLOCK_SIZE:
      ff.setValue(at, 1, 'i32');
      return RES_OK;
    default:
      return RES_PARERR;
  }
}
