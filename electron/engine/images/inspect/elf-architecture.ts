import type { Architecture } from '../../../contract/image.ts';

const machines: Readonly<Record<number, Architecture>> = { 40: 'armhf', 183: 'arm64', 62: 'amd64' };
/** `EF_ARM_ABI_FLOAT_SOFT` of e_flags ("ELF for the ARM Architecture"); programs without either flag are from before it. */
const softFloat = 0x200;

/** What processor a program is for, by its ELF header (52 or 64 bytes are enough). */
export function elfArchitecture(program: Buffer): Architecture {
  if (program.length < 52 || program.readUInt32BE(0) !== 0x7f454c46 || program[5] !== 1) return 'unknown';
  const machine = machines[program.readUInt16LE(18)] ?? 'unknown';
  return machine === 'armhf' && (program.readUInt32LE(36) & softFloat) !== 0 ? 'armel' : machine;
}
