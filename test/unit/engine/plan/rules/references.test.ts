import { describe, expect, it } from 'vitest';
import { makeOwnCa } from '../../../../fakes/own-ca.ts';
import { brief, check, soundPlan } from '../../../../fakes/cluster-plan.ts';

describe('mirrors', () => {
  it.each([
    [{ images: 'mirror.lan/images' }, ['error mirror-invalid mirrors.images']],
    [{ images: 'ftp://mirror.lan/' }, ['error mirror-invalid mirrors.images']],
    [{ kubernetes: 'https://user:secret@mirror.lan/' }, ['error secret-in-plan mirrors.kubernetes']],
    [{ images: 'https://mirror.lan/hypriot/', registry: 'registry.lan:5000', debian: 'http://mirror.lan:3142/' }, []],
    [{ debian: 'http://mirror.lan/debian/' }, ['warning mirror-one-archive mirrors.debian']],
    [{ debian: 'http://mirror.lan/deb.debian.org' }, []],
    [{ ca: 'ca.pem' }, []],
    [{ ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' }, ['error mirror-ca-invalid mirrors.ca']],
  ])('%j give %j', async (mirrors, expected) => {
    expect(brief(await check({ mirrors }))).toEqual(expected);
  });
});

describe('the CA of the mirrors', () => {
  it('may stand in the plan itself, but never a private key beside it', async () => {
    const { authority, key } = await makeOwnCa();
    expect(brief(await check({ mirrors: { ca: authority } }))).toEqual([]);
    expect(brief(await check({ mirrors: { ca: authority + key } }))).toEqual(['error mirror-ca-invalid mirrors.ca']);
  });
});

describe('NFS', () => {
  it.each([
    [{ server: 'pi-node02', path: '/srv/nfs', disk: '/dev/sda1' }, []],
    [{ server: 'nas.lan', path: '/export' }, []],
    [{ server: '192.168.10.8', path: '/export' }, []],
    [
      { server: 'pi-nod02', path: 'srv', disk: 'sda1' },
      ['error nfs-server storage.nfs.server', 'error nfs-path storage.nfs.path', 'error nfs-disk storage.nfs.disk'],
    ],
    [{ server: 'pi-node02', path: '/srv/$(reboot)' }, ['error nfs-path storage.nfs.path']],
  ])('%j gives %j', async (nfs, expected) => {
    expect(brief(await check({ storage: { nfs } }))).toEqual(expected);
  });

  it('offers the node that was meant', async () => {
    const [finding] = await check({ storage: { nfs: { server: 'pi-nod02', path: '/srv' } } });
    expect(finding?.fix?.text).toMatch(/pi-node0[12]/);
  });
});

describe('labels', () => {
  it.each([
    [{ disk: 'ssd', 'example.org/rack': '2', empty: '' }, []],
    [{ 'bad key': 'x' }, ['error label-invalid nodes.0.labels.bad key']],
    [{ disk: '$(x)' }, ['error label-invalid nodes.0.labels.disk']],
    [{ disk: 'x'.repeat(64) }, ['error label-invalid nodes.0.labels.disk']],
  ])('%j give %j', async (labels, expected) => {
    expect(brief(await check({ nodes: [{ ...soundPlan.nodes[0], labels }, soundPlan.nodes[1]] }))).toEqual(expected);
  });
});
