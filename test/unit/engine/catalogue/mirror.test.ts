import { describe, expect, it } from 'vitest';
import { mirroredUrl } from '../../../../electron/engine/catalogue/mirror.ts';

const url = 'https://github.com/hypriot/image-builder-rpi/releases/download/v1.12.3/hypriotos-rpi-v1.12.3.img.zip';

describe('mirroredUrl', () => {
  it.each([
    ['https://mirror.lan/hypriot/', 'https://mirror.lan/hypriot/hypriotos-rpi-v1.12.3.img.zip'],
    ['https://mirror.lan/hypriot', 'https://mirror.lan/hypriot/hypriotos-rpi-v1.12.3.img.zip'],
    ['http://10.77.0.1:8000', 'http://10.77.0.1:8000/hypriotos-rpi-v1.12.3.img.zip'],
    ['not an address', url],
    [undefined, url],
  ])('with the mirror %s is %s', (images, expected) => {
    expect(mirroredUrl(url, { images })).toBe(expected);
  });

  it('turns the address of the hash in the same way', () => {
    expect(mirroredUrl(`${url}.sha256`, { images: 'https://m.lan/' })).toBe('https://m.lan/hypriotos-rpi-v1.12.3.img.zip.sha256');
  });

  it.each(['/images/x.img', 'x.img', 'practice', 'https://example.org/'])('leaves %s alone', (reference) => {
    expect(mirroredUrl(reference, { images: 'https://m.lan/' })).toBe(reference);
  });

  it('keeps what is escaped escaped, and leads nowhere else', () => {
    expect(mirroredUrl('https://x.example/a%2F..%2Fb+c.img', { images: 'https://m.lan/i/' })).toBe(
      'https://m.lan/i/a%2F..%2Fb+c.img',
    );
    expect(mirroredUrl('https://x.example/?q=//evil.example/x.img', { images: 'https://m.lan/' })).toBe(
      'https://x.example/?q=//evil.example/x.img',
    );
  });
});
