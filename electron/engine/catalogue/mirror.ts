/**
 * Where to get an image when the plan has a mirror: the file of the same name in the mirror's folder. A mirror is thus
 * any folder behind a web server, with the vendors' files and their `.sha256` files put into it.
 * Only http(s) addresses are turned; a path stays a path.
 */
export function mirroredUrl(url: string, mirrors: { readonly images?: string | undefined }): string {
  if (mirrors.images === undefined || !/^https?:\/\//i.test(url) || !URL.canParse(url) || !URL.canParse(mirrors.images))
    return url;
  const name = new URL(url).pathname.split('/').at(-1) ?? '';
  const base = new URL(mirrors.images);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return name === '' ? url : new URL(`${base.pathname}${name}${base.search}`, base).href;
}
