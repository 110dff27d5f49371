import { describe, expect, it } from 'vitest';
import { mayOpen } from '../../../electron/main/links.ts';

describe('mayOpen', () => {
  it.each([
    'https://kubernetes.io/docs/',
    'https://www.raspberrypi.com/documentation/',
    'https://github.com/hypriot/flash#readme',
  ])('allows %s', (address) => {
    expect(mayOpen(address)).toBe(true);
  });

  it.each([
    'http://kubernetes.io/',
    'https://kubernetes.io.evil.example/',
    'https://evil.example/?https://kubernetes.io/',
    'https://kubernetes.io@evil.example/',
    'https://user@kubernetes.io/',
    'https://kubernetes.io:8443/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ms-msdt:/id',
    'smb://kubernetes.io/share',
    '//kubernetes.io/',
    '',
  ])('refuses %j', (address) => {
    expect(mayOpen(address)).toBe(false);
  });
});
