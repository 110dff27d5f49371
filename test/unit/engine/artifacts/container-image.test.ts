import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatContainerImage,
  mirroredImage,
  parseContainerImage,
  referenceOf,
} from '../../../../electron/engine/artifacts/container-image.ts';

const digest = `sha256:${'a1'.repeat(32)}`;

describe('a reference to a container image', () => {
  it.each([
    ['busybox', { registry: 'docker.io', repository: 'library/busybox' }],
    ['kubernetesui/dashboard:v2.7.0', { registry: 'docker.io', repository: 'kubernetesui/dashboard', tag: 'v2.7.0' }],
    ['docker.io/flannel/flannel:v0.24.4', { registry: 'docker.io', repository: 'flannel/flannel', tag: 'v0.24.4' }],
    ['10.77.0.1:5000/pause:3.2', { registry: '10.77.0.1:5000', repository: 'pause', tag: '3.2' }],
    ['localhost/a/b', { registry: 'localhost', repository: 'a/b' }],
    [
      `registry.k8s.io/ingress-nginx/controller:v1.15.1@${digest}`,
      { registry: 'registry.k8s.io', repository: 'ingress-nginx/controller', tag: 'v1.15.1', digest },
    ],
  ])('%s is read as Docker reads it', (text, image) => {
    expect(parseContainerImage(text)).toEqual(image);
  });

  it.each(['', ' ', 'UPPER/case', 'a//b', 'a:', '-a', 'a@sha256:12', 'a b', '$(reboot)', 'http://a/b'])('%j is none', (text) => {
    expect(parseContainerImage(text)).toBeUndefined();
  });

  it('is the same after it was written in full and read again', () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    const tag = fc.option(fc.stringMatching(/^[A-Za-z0-9][\w.-]{0,9}$/), { nil: undefined });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), tag, (path, version) => {
        const image = {
          registry: 'registry.lan:5000',
          repository: path.join('/'),
          ...(version === undefined ? {} : { tag: version }),
        };
        expect(parseContainerImage(formatContainerImage(image))).toEqual(image);
      }),
    );
  });

  it.each([
    ['busybox', 'latest'],
    ['busybox:1', '1'],
    [`busybox:1@${digest}`, digest],
  ])('%s is asked for by %s', (text, reference) => {
    expect(referenceOf(parseContainerImage(text) ?? { registry: '', repository: '' })).toBe(reference);
  });
});

describe('an image at a mirror', () => {
  it.each([
    ['ghcr.io/flannel-io/flannel:v0.28.9', 'mirror.lan:5000', 'mirror.lan:5000/flannel-io/flannel:v0.28.9'],
    ['busybox', 'http://10.77.0.1:5000/', '10.77.0.1:5000/library/busybox'],
    [`quay.io/a/b@${digest}`, 'mirror.lan/all', `mirror.lan/all/a/b@${digest}`],
    ['not an image', 'mirror.lan', 'not an image'],
  ])('%s at %s is %s', (image, mirror, at) => {
    expect(mirroredImage(image, mirror)).toBe(at);
  });

  it('is the image itself when there is no mirror', () => {
    expect(mirroredImage('busybox', undefined)).toBe('busybox');
  });
});
