/** Whether a file is to be fetched: `http://` or `https://`. */
export const isWebAddress = (source: string): boolean => /^https?:\/\//i.test(source);

/** The name that a path or address ends with, without query; empty when there is none. */
export function fileNameOf(source: string): string {
  if (isWebAddress(source) && URL.canParse(source)) return decoded(new URL(source).pathname.split('/').at(-1) ?? '');
  return source.split(/[/\\]/).at(-1) ?? '';
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
