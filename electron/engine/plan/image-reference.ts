/** What an `image:` of a plan is. */
export type ImageReference =
  | { readonly kind: 'practice' }
  | { readonly kind: 'url'; readonly url: URL }
  | { readonly kind: 'bad-url' }
  | { readonly kind: 'path' }
  | { readonly kind: 'id' };

/** A catalogue id has neither slashes nor an image's ending; everything else that is no http(s) address is a path. */
export function readImageReference(text: string): ImageReference {
  if (text === 'practice') return { kind: 'practice' };
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    return url !== undefined && /^https?:$/.test(url.protocol) && url.hostname !== ''
      ? { kind: 'url', url }
      : { kind: 'bad-url' };
  }
  return /[/\\]|^~|\.(img|zip|gz|xz|zst|iso|raw|wic|bin)$/i.test(text) ? { kind: 'path' } : { kind: 'id' };
}
