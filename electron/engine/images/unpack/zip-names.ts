import { SlipwayError } from '../../../contract/errors.ts';

/** Files that hold a disk image by their name; everything else in a zip (readme, checksum, folder) is passed over. */
const imageName = /\.(img|raw|wic|bin|dd|sdcard|rpi-sdimg|iso)$/i;

/** macOS puts `__MACOSX/._name.img` beside every file: its notes about the file, not the file. */
const isNote = (name: string): boolean => name.startsWith('__MACOSX/') || /(^|\/)\._[^/]*$/.test(name);

export const isImageName = (name: string): boolean => imageName.test(name) && !isNote(name);

export const isBmapName = (name: string): boolean => /\.bmap$/i.test(name) && !isNote(name);

/** Errors: `image/unsafe-path` for a name that leads out of the folder it would be unpacked to, on any system. */
export function checkName(name: string): void {
  const parts = name.split(/[/\\]/);
  const unsafe = parts.includes('..') || /^[/\\]/.test(name) || /^[a-z]:/i.test(name) || name.includes('\0');
  if (unsafe) throw new SlipwayError('image/unsafe-path', `Its name is ${JSON.stringify(name)}.`);
}
