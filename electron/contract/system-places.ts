/**
 * Where the running system and what people could not replace is mounted: a drive that holds one of these is never written.
 * The last groups are where live systems keep the medium that they run from (casper, live-boot, dracut, archiso, ostree),
 * and the volumes of a running Mac.
 */
const systemFolders = [
  ...['/boot', '/efi', '/etc', '/home', '/nix', '/opt', '/root', '/srv', '/tmp', '/usr', '/var'],
  ...['/cdrom', '/isodevice', '/lib/live', '/rofs', '/run/archiso', '/run/initramfs', '/run/live', '/sysroot'],
  ...['/System', '/Users', '/private'],
] as const;

/** Below these, desktops and people mount cards. */
const cardFolders = ['/media', '/mnt', '/run', '/Volumes'] as const;

/**
 * What a mount point says about its drive. `system`: the machine needs it; `card`: where cards are mounted;
 * `unusual`: an absolute path anywhere else, as people choose for disks that stay.
 */
export type PlaceKind = 'system' | 'card' | 'unusual';

/** Windows' drive letters are `card`: what Windows needs is known otherwise. Pure. */
export function placeKind(place: string): PlaceKind {
  if (place === '/' || place === '[SWAP]' || isBelowOneOf(systemFolders, place)) return 'system';
  return place.startsWith('/') && !isBelowOneOf(cardFolders, place) ? 'unusual' : 'card';
}

const isBelowOneOf = (folders: readonly string[], place: string): boolean =>
  folders.some((folder) => place === folder || place.startsWith(`${folder}/`));
