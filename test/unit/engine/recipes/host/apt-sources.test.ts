import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aptSourcesStep, restoreSources } from '../../../../../electron/engine/recipes/host/apt-sources.ts';
import { nodeOnDisk, type NodeOnDisk } from '../../../../fakes/node-on-disk.ts';

const mirror = 'http://mirror.lan:3142/';
const node = { name: 'pi1', role: 'worker', address: '192.168.10.21', labels: {} } as const;
const step = aptSourcesStep(mirror, node, []);

const list = `deb http://deb.debian.org/debian bookworm main
# deb-src http://deb.debian.org/debian bookworm main
deb [signed-by=/x.asc] https://security.debian.org/debian-security bookworm-security main
deb https://download.docker.com/linux/debian bookworm stable
`;
const raspberry = `Types: deb
URIs: http://archive.raspberrypi.com/debian/ http://ftp.de.debian.org/debian/
Suites: trixie
`;
const originals = { '/etc/apt/sources.list': list, '/etc/apt/sources.list.d/raspi.sources': raspberry };

let pi: NodeOnDisk;
beforeEach(async () => {
  pi = await nodeOnDisk({ 'apt-get': '[ ! -e "$ROOT/refuses" ] || { echo "E: Failed to fetch"; exit 100; }' });
  for (const [path, content] of Object.entries(originals)) await pi.write(path, content);
});
afterEach(() => pi.end());

const act = async (chosen = step): Promise<void> => {
  await chosen.act?.(pi.context);
};
const restore = (): Promise<unknown> => pi.run(`set -eu\n${restoreSources}restore_sources`);

describe('package sources', () => {
  it('are found to name the archives on the internet, and name the mirror afterwards, each archive under its host', async () => {
    expect(await step.check(pi.context)).toMatchObject({ done: false });
    await act();
    expect(await step.check(pi.context)).toMatchObject({ done: true, summary: `Packages come from ${mirror}.` });
    expect(await pi.read('/etc/apt/sources.list')).toBe(
      list
        .replace('deb http://deb.debian.org', `deb ${mirror}deb.debian.org`)
        .replace('https://security.debian.org', `${mirror}security.debian.org`),
    );
    expect(await pi.read('/etc/apt/sources.list.d/raspi.sources')).toBe(
      raspberry.replaceAll('http://a', `${mirror}a`).replaceAll('http://f', `${mirror}f`),
    );
    expect(await pi.calls()).toEqual([expect.stringMatching(/^apt-get .*update/)]);
  });

  it('are not done while the mirror cannot be read, and say so in apt’s words', async () => {
    await pi.write('/refuses', '');
    await expect(act()).rejects.toMatchObject({ code: 'kubernetes/packages', detail: 'E: Failed to fetch' });
    expect(await step.check(pi.context)).toMatchObject({ done: false, summary: 'The mirror has not been read yet.' });
  });

  it('come back to the byte', async () => {
    await act();
    await restore();
    for (const [path, content] of Object.entries(originals)) expect(await pi.read(path)).toBe(content);
    expect(await pi.read('/var/lib/slipway/apt-sources/written')).toBeUndefined();
  });

  it('stay as a person made them meanwhile', async () => {
    await act();
    await pi.write('/etc/apt/sources.list', '# mine\n');
    await restore();
    expect(await pi.read('/etc/apt/sources.list')).toBe('# mine\n');
    expect(await pi.read('/etc/apt/sources.list.d/raspi.sources')).toBe(raspberry);
  });

  it('follow the plan to another mirror, and the originals are still those of the system', async () => {
    await act();
    const other = aptSourcesStep('https://other.lan/a&b/', node, []);
    expect(await other.check(pi.context)).toMatchObject({ done: false });
    await act(other);
    expect(await pi.read('/etc/apt/sources.list')).toContain('deb https://other.lan/a&b/deb.debian.org/debian bookworm');
    await restore();
    expect(await pi.read('/etc/apt/sources.list')).toBe(list);
  });

  it('are left alone by a second act', async () => {
    await act();
    const before = await pi.read('/etc/apt/sources.list');
    await act();
    expect(await pi.read('/etc/apt/sources.list')).toBe(before);
    await restore();
    expect(await pi.read('/etc/apt/sources.list')).toBe(list);
  });
});
