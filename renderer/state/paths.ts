/** Joins with the separator that the folder's own path uses: the page may show a Windows engine's paths. */
export function posixLike(folder: string, name: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return `${folder.replace(/[\\/]+$/, '')}${separator}${name}`;
}

/** `/home/me`, `C:\Users\me`, `\\server\share`: a path that means the same wherever the engine runs. */
export const isAbsolutePath = (path: string): boolean => /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(path);

export const isHttpAddress = (text: string): boolean => /^https?:\/\/[^\s/]+/i.test(text);

/** A path below a folder, without the folder: `cards/pi01.img`; any other path as it is. */
export function withinFolder(folder: string, path: string): string {
  const rest = path.startsWith(folder) ? path.slice(folder.length) : '';
  return /^[\\/]./.test(rest) ? rest.slice(1) : path;
}

/** The last part of a path or address, for people. */
export const baseName = (path: string): string => path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
