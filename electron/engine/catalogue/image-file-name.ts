import type { ImageFormat } from '../../contract/image.ts';

const formats: Readonly<Record<string, ImageFormat>> = { img: 'img', zip: 'zip', gz: 'gz', xz: 'xz', zst: 'zst', zstd: 'zst' };

/** What the name of a download says about its archive; nothing when it has no telling ending. */
export function formatOf(fileName: string): ImageFormat | 'unsupported' | undefined {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(fileName)?.[1]?.toLowerCase();
  if (ending === undefined) return undefined;
  return formats[ending] ?? (/^(bz2|7z|rar|tar|tgz|iso|wic|bmap|json|exe|dmg)$/.test(ending) ? 'unsupported' : undefined);
}

/** A catalogue id made of a file name: `ubuntu-24.04.5-preinstalled-server-arm64+raspi.img.xz` without its endings, in plain characters. */
export function idOf(fileName: string): string {
  return fileName
    .toLowerCase()
    .replace(/(\.(img|zip|gz|xz|zst|zstd|raw))+$/, '')
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 100);
}
