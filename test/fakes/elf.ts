/** The header of an ELF program: enough for `file` and for telling its architecture. */
export function elf(kind: 'armhf' | 'armel' | 'arm64' | 'amd64'): Buffer {
  const wide = kind === 'arm64' || kind === 'amd64';
  const header = Buffer.alloc(wide ? 64 : 52);
  header.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, 1, 1, 0]);
  header.writeUInt16LE(3, 16);
  header.writeUInt16LE({ armhf: 40, armel: 40, arm64: 183, amd64: 62 }[kind], 18);
  header.writeUInt32LE(1, 20);
  if (!wide) header.writeUInt32LE(kind === 'armhf' ? 0x05000400 : 0x05000200, 36);
  header.writeUInt16LE(header.length, wide ? 52 : 40);
  return header;
}
