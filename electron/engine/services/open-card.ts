import { open, realpath, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CardTarget, Drive } from '../../contract/card.ts';
import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';
import type { Device } from '../../disk/device.ts';
import { listDrives } from '../cards/drives.ts';

/** A card that is open to be read, as whoever runs the engine: nothing is unmounted or locked. */
export interface OpenCard {
  readonly device: Device;
  close(): Promise<void>;
}

/** Raw disks of Windows and macOS are read in whole sectors only. */
const sectorBytes = 4096;

/** The drive or card file at a path; links such as `/dev/disk/by-id/…` are followed to their drive. Errors: `drive/not-found`. */
export async function targetAt(path: string): Promise<{ readonly target: CardTarget; readonly drive?: Drive }> {
  const real = await realpath(path).catch(() => path);
  const drive = (await listDrives({})).find(({ identity }) => identity.path === path || identity.path === real);
  if (drive !== undefined) return { target: { kind: 'drive', drive: drive.identity }, drive };
  if (isDevicePath(path) || isDevicePath(real)) throw new SlipwayError('drive/not-found', path);
  return { target: { kind: 'file', path: resolve(path) } };
}

const isDevicePath = (path: string): boolean => path.startsWith('/dev/') || path.startsWith('\\\\.\\');

/** Opens it to read. Errors: `drive/not-found`, `drive/refused` (no ordinary file), `writer/needs-privilege`, `card/removed`. */
export async function openCardToRead(target: CardTarget): Promise<OpenCard> {
  const path = target.kind === 'file' ? target.path : target.drive.path;
  const handle = await explained(open(path, 'r'), path);
  const facts = await handle.stat();
  if (target.kind === 'file' && !facts.isFile()) {
    await handle.close();
    throw new SlipwayError('drive/refused', `${path} is not an ordinary file.`);
  }
  const size = target.kind === 'file' ? facts.size : target.drive.size;
  return {
    device: { size, read: (offset, length) => readAligned({ handle, path, size }, offset, length) },
    close: () => handle.close(),
  };
}

interface Source {
  readonly handle: FileHandle;
  readonly path: string;
  readonly size: number;
}

async function readAligned({ handle, path, size }: Source, offset: number, length: number): Promise<Buffer> {
  if (offset + length > size) throw new SlipwayError('image/truncated', `${path} ends at byte ${size}.`);
  const start = Math.floor(offset / sectorBytes) * sectorBytes;
  const end = Math.min(size, Math.ceil((offset + length) / sectorBytes) * sectorBytes);
  const buffer = Buffer.allocUnsafe(end - start);
  for (let done = 0; done < buffer.length;) {
    const { bytesRead } = await explained(handle.read(buffer, done, buffer.length - done, start + done), path);
    if (bytesRead === 0) throw new SlipwayError('image/truncated', `${path} ends at byte ${start + done}.`);
    done += bytesRead;
  }
  return buffer.subarray(offset - start, offset - start + length);
}

async function explained<T>(call: Promise<T>, path: string): Promise<T> {
  return call.catch((thrown: unknown) => {
    throw readError(systemErrorCode(thrown) ?? 'unknown error', path, thrown);
  });
}

function readError(code: string, path: string, cause: unknown): SlipwayError {
  switch (code) {
    case 'ENOENT':
      return new SlipwayError('drive/not-found', path, { cause });
    case 'EACCES':
    case 'EPERM':
      return new SlipwayError('writer/needs-privilege', `${path} cannot be read.`, { cause, fix: 'Run the command with sudo.' });
    case 'ENOMEDIUM':
    case 'ENXIO':
    case 'ENODEV':
      return new SlipwayError('card/removed', path, { cause });
    default:
      return new SlipwayError('card/verify-failed', `${path} cannot be read (${code}).`, { cause });
  }
}
