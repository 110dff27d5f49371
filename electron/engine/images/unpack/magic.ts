import type { ImageFormat } from '../../../contract/image.ts';

/** What the first bytes of a file say it is; the name is never asked. */
export type Content =
  | { readonly kind: 'image'; readonly format: ImageFormat }
  /** A text (a web page, an error message) where an image was expected. */
  | { readonly kind: 'text'; readonly what: string }
  /** A known format that is no disk image, or an archive that is not supported. */
  | { readonly kind: 'other'; readonly what: string }
  /** Bytes without a boot signature at 510: nothing a Raspberry Pi could boot. */
  | { readonly kind: 'no-boot-sector' }
  | { readonly kind: 'too-short' };

/** How many bytes {@link contentOf} wants to see. */
export const magicBytes = 512;

interface Signature {
  readonly at?: number;
  readonly bytes: string;
}

const formats: readonly (Signature & { readonly format: ImageFormat })[] = [
  { bytes: '504b0304', format: 'zip' },
  { bytes: '504b0506', format: 'zip' },
  { bytes: '1f8b', format: 'gz' },
  { bytes: 'fd377a585a00', format: 'xz' },
  { bytes: '28b52ffd', format: 'zst' },
];

/** Formats that people meet when they look for an image; naming them tells what to do. */
const others: readonly (Signature & { readonly what: string })[] = [
  { bytes: '425a68', what: 'a bzip2 file' },
  { bytes: '377abcaf271c', what: 'a 7-Zip archive' },
  { bytes: '526172211a07', what: 'a RAR archive' },
  { bytes: '5d00008000', what: 'an old .lzma file' },
  { bytes: '4c5a4950', what: 'an lzip file' },
  { bytes: '04224d18', what: 'an LZ4 file' },
  { bytes: '1f9d', what: 'a .Z file' },
  { at: 257, bytes: '7573746172', what: 'a tar archive' },
  { bytes: '514649fb', what: 'a QEMU disk (qcow2)' },
  { bytes: '4b444d56', what: 'a VMware disk' },
  { bytes: '7668647866696c65', what: 'a Hyper-V disk' },
  { bytes: '636f6e6563746978', what: 'a Virtual PC disk' },
  { bytes: '7f454c46', what: 'a Linux program' },
  { bytes: '25504446', what: 'a PDF' },
  { bytes: '213c617263683e', what: 'a Debian package' },
];

/** A Zstandard skippable frame (0x184D2A50 … 0x184D2A5F) may come before the first real one. */
const skippableFrame = (head: Buffer): boolean => head.length >= 4 && (head.readUInt32LE(0) & 0xfffffff0) >>> 0 === 0x184d2a50;

const matches = (head: Buffer, { at = 0, bytes }: Signature): boolean =>
  head.subarray(at, at + bytes.length / 2).toString('hex') === bytes;

const bootSignature: Signature = { at: 510, bytes: '55aa' };

/** Recognises a file by its first {@link magicBytes} bytes (fewer only when the file is shorter). */
export function contentOf(head: Buffer): Content {
  const known = formats.find((candidate) => matches(head, candidate));
  if (known !== undefined) return { kind: 'image', format: known.format };
  if (skippableFrame(head)) return { kind: 'image', format: 'zst' };
  const other = others.find((candidate) => matches(head, candidate));
  if (other !== undefined) return { kind: 'other', what: other.what };
  if (matches(head, bootSignature)) return { kind: 'image', format: 'img' };
  if (head.length > 0 && isText(head)) return { kind: 'text', what: textKind(head) };
  return head.length < magicBytes ? { kind: 'too-short' } : { kind: 'no-boot-sector' };
}

/** Text has no control characters but tab, line feed, form feed, carriage return and escape. */
function isText(head: Buffer): boolean {
  const allowed = new Set([9, 10, 12, 13, 27]);
  return head.every((byte) => byte >= 32 || allowed.has(byte));
}

function textKind(head: Buffer): string {
  const start = head
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
    .toLowerCase();
  if (/^<!doctype html|^<html|^<head|^<body|^<script|^<!--/.test(start)) return 'a web page';
  if (start.startsWith('<?xml')) return 'an XML document';
  if (/^[{[]/.test(start)) return 'a JSON document';
  return 'a text';
}
