import { describe, expect, it } from 'vitest';
import { movesOf } from '../../../../../electron/engine/fleet/preflight/retired-sources.ts';

const source = (url: string, suite: string): Parameters<typeof movesOf>[0][number] => ({
  file: '/etc/apt/sources.list',
  url,
  suite,
  host: new URL(url).host,
});

describe('a package source', () => {
  it.each([
    ['http://raspbian.raspberrypi.org/raspbian/', 'buster', 'http://legacy.raspbian.org/raspbian/'],
    ['http://mirrordirector.raspbian.org/raspbian/', 'jessie', 'http://legacy.raspbian.org/raspbian/'],
    ['http://deb.debian.org/debian', 'stretch', 'http://archive.debian.org/debian'],
    ['http://security.debian.org', 'stretch/updates', 'http://archive.debian.org/debian-security'],
    ['http://deb.debian.org/debian-security', 'buster/updates', 'http://archive.debian.org/debian-security'],
    ['http://ports.ubuntu.com/ubuntu-ports', 'lunar-updates', 'http://old-releases.ubuntu.com/ubuntu'],
  ])('%s %s has moved to %s', (url, suite, to) => {
    expect(movesOf([source(url, suite)])).toEqual([{ source: source(url, suite), to }]);
  });

  it.each([
    ['http://deb.debian.org/debian', 'stretch-updates'],
    ['https://packagecloud.io/Hypriot/rpi/debian/', 'jessie'],
    ['http://apt.kubernetes.io/', 'kubernetes-xenial'],
    ['https://packages.cloud.google.com/apt', 'kubernetes-xenial'],
  ])('%s %s is gone and has no archive', (url, suite) => {
    expect(movesOf([source(url, suite)])).toEqual([{ source: source(url, suite) }]);
  });

  it.each([
    ['http://deb.debian.org/debian', 'bookworm'],
    ['http://raspbian.raspberrypi.org/raspbian/', 'bookworm'],
    ['http://archive.raspberrypi.org/debian', 'buster'],
    ['http://legacy.raspbian.org/raspbian/', 'buster'],
    ['http://mirror.lan/debian', 'stretch'],
  ])('%s %s is left as it is', (url, suite) => {
    expect(movesOf([source(url, suite)])).toEqual([]);
  });
});
