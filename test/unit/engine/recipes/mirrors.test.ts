import { describe, expect, it } from 'vitest';
import { registryOf } from '../../../../electron/engine/recipes/mirrors.ts';

describe('the registry that stands for all others', () => {
  it('is spoken to without TLS only where the plan says http', () => {
    expect(registryOf('http://10.77.0.1:5000')).toEqual({
      host: '10.77.0.1:5000',
      repository: '10.77.0.1:5000',
      url: 'http://10.77.0.1:5000',
      plain: true,
    });
    expect(registryOf('https://mirror.lan')?.plain).toBe(false);
    expect(registryOf('mirror.lan:5000')).toMatchObject({ plain: false, host: 'mirror.lan:5000' });
  });

  it('keeps its path in the names of images, without a slash at the end', () => {
    expect(registryOf('https://mirror.lan/k8s/')?.repository).toBe('mirror.lan/k8s');
  });

  it('is none where the plan has none', () => {
    expect(registryOf(undefined)).toBeUndefined();
  });
});
