import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Fix } from '../../../../../electron/engine/fleet/preflight/fixes/fix.ts';
import { fixesFor } from '../../../../../electron/engine/fleet/preflight/fixes/fixes.ts';
import { resolvePlan } from '../../../../../electron/engine/plan/resolve.ts';
import { planWith } from '../../../../fakes/cluster-plan.ts';
import { factsOf, pi1Jessie, pi4Bookworm, type Said } from '../../../../fakes/facts-output.ts';
import { localShell } from '../../../../fakes/local-shell.ts';
import { tempFolder } from '../../../../fakes/temp-folder.ts';

/** A folder that stands for the root of a node's file system, with stand-ins for the programs that change a machine. */
let root = '';
beforeEach(async () => {
  root = tempFolder();
  for (const name of ['hostnamectl', 'systemctl', 'swapoff', 'sync', 'dphys-swapfile']) await program(name, 'exit 0');
});

const nowSeconds = 1_795_500_000;

async function program(name: string, script: string): Promise<void> {
  await put(`/bin/${name}`, `#!/bin/sh\n${script}\n`);
  await chmod(join(root, 'bin', name), 0o755);
}

async function put(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

const get = (path: string): Promise<string> => readFile(join(root, path), 'utf8');

const plan = resolvePlan(planWith({}));
const [, node] = plan.nodes;

function fix(code: string, said: Said = pi4Bookworm): Fix {
  if (node === undefined) throw new Error('the plan has no worker');
  const [made] = fixesFor([code], { node, plan, facts: factsOf(said), addressOf: () => undefined });
  if (made === undefined) throw new Error(`there is no fix for ${code}`);
  return made;
}

async function run(
  step: 'check' | 'act',
  { check, act }: Fix,
  shell = 'sh',
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const { text, args } = (step === 'check' ? check : act)(nowSeconds);
  const rewrite = (script: string): string =>
    script.replaceAll(/\/(?:etc|boot|var\/backups|proc\/swaps|proc\/mounts|sys\/fs|usr\/lib\/systemd)\b/g, (path) => root + path);
  const rooted = args.map((arg) => (arg.startsWith('/etc/') ? root + arg : arg));
  const local = localShell({
    shell,
    rewrite: (script) => rewrite(script).replace(/PATH=\$PATH[^\n]*;/, `PATH=${root}/bin:$PATH;`),
  });
  return local.script(text, { args: rooted });
}

describe.skipIf(process.platform !== 'linux')('a repair', () => {
  it('of the memory cgroup adds tokens to the one line and keeps the file as it was', async () => {
    const before = 'console=tty1 root=PARTUUID=4e639091-02 cgroup_disable=memory rootwait\r\nnever in force\n';
    await put('/boot/firmware/cmdline.txt', before);
    expect(await run('act', fix('memory-cgroup-off'))).toMatchObject({ code: 0, stderr: '' });
    const after = 'console=tty1 root=PARTUUID=4e639091-02 rootwait cgroup_enable=memory cgroup_memory=1\n';
    expect(await get('/boot/firmware/cmdline.txt')).toBe(after);
    expect(await run('act', fix('memory-cgroup-off'))).toMatchObject({ code: 0 });
    expect(await get('/boot/firmware/cmdline.txt')).toBe(after);
    expect(await get(`/var/backups/slipway${root}/boot/firmware/cmdline.txt`)).toBe(before);
  });

  it('of the memory cgroup leaves an empty command line alone: the card is broken in another way', async () => {
    await put('/boot/cmdline.txt', '\n');
    expect(await run('act', fix('memory-cgroup-off'))).toMatchObject({
      code: 1,
      stdout: 'cmdline.txt is empty: the card would not start.\n',
    });
    expect(await get('/boot/cmdline.txt')).toBe('\n');
  });

  it.each([
    ['cgroup2fs', 'cpuset cpu io memory pids', 0],
    ['cgroup2fs', 'cpuset cpu io pids', 1],
  ])('of the memory cgroup is proved by the controllers in force (%s: %s)', async (kind, controllers, code) => {
    await program('stat', `echo ${kind}`);
    await put('/sys/fs/cgroup/cgroup.controllers', controllers);
    expect(await run('check', fix('memory-cgroup-off'))).toMatchObject({ code });
  });

  it('of names writes one block into /etc/hosts and takes 127.0.1.1 out', async () => {
    await put(
      '/etc/hosts',
      '127.0.0.1 localhost\n127.0.1.1 pi-node01.lan pi-node01\n# BEGIN slipway\n10.0.0.9 old\n# END slipway\n10.1.1.1 printer\n',
    );
    await mkdir(join(root, '/etc/cloud/cloud.cfg.d'), { recursive: true });
    await program('getent', 'echo "192.168.10.21 STREAM pi-node01"');
    const names = fix('own-name-loopback');
    expect(await run('check', names)).toMatchObject({ code: 1 });
    expect(await run('act', names)).toMatchObject({ code: 0, stderr: '' });
    const hosts = await get('/etc/hosts');
    expect(hosts.split('\n')).toEqual([
      '127.0.0.1 localhost',
      '# taken out by slipway: 127.0.1.1 pi-node01.lan pi-node01',
      '10.1.1.1 printer',
      '# BEGIN slipway',
      '192.168.10.20 pi-master pi-master.lan',
      '192.168.10.21 pi-node01 pi-node01.lan',
      '192.168.10.22 pi-node02 pi-node02.lan',
      '# END slipway',
      '',
    ]);
    expect(await get('/etc/cloud/cloud.cfg.d/99-slipway-hosts.cfg')).toBe('manage_etc_hosts: false\n');
    expect(await run('check', names)).toMatchObject({ code: 0 });
    await run('act', names);
    expect(await get('/etc/hosts')).toBe(hosts);
  });

  it('of a name changes it for good', async () => {
    await put('/etc/hostname', 'raspberrypi\n');
    await put('/etc/hosts', '127.0.0.1 localhost\n127.0.1.1 raspberrypi.home raspberrypi\n');
    await mkdir(join(root, '/etc/cloud/cloud.cfg.d'), { recursive: true });
    await program('hostname', `if [ $# = 1 ]; then echo "$1" >${root}/name; else cat ${root}/name; fi`);
    await program('hostnamectl', `echo "$2" >${root}/name`);
    await put('/name', 'raspberrypi\n');
    const name = fix('hostname-wrong');
    expect(await run('check', name)).toMatchObject({ code: 1, stdout: 'The node calls itself raspberrypi.\n' });
    expect(await run('act', name)).toMatchObject({ code: 0, stderr: '' });
    expect(await run('check', name)).toMatchObject({ code: 0 });
    expect(await get('/etc/hosts')).toBe('127.0.0.1 localhost\n127.0.1.1 pi-node01.home pi-node01\n');
    expect(await get('/etc/cloud/cloud.cfg.d/99-slipway-hostname.cfg')).toBe('preserve_hostname: true\n');
  });

  it('of swap takes it out of fstab, and out of rpi-swap where that makes it', async () => {
    await put('/etc/fstab', 'proc /proc proc defaults 0 0\n/swapfile none swap sw 0 0\n');
    await put('/etc/rpi/swap.conf', '[Main]\n');
    await put('/proc/swaps', 'Filename Type\n');
    const swap = fix('swap-on');
    expect(await run('check', swap)).toMatchObject({ code: 1 });
    expect(await run('act', swap)).toMatchObject({ code: 0, stderr: '' });
    expect(await get('/etc/fstab')).toBe('proc /proc proc defaults 0 0\n# switched off by slipway: /swapfile none swap sw 0 0\n');
    expect(await get('/etc/rpi/swap.conf.d/99-noswap.conf')).toBe('[Main]\nMechanism=none\n');
    expect(await run('check', swap)).toMatchObject({ code: 0 });
  });

  it('of package sources moves what has an archive and comments out what has none', async () => {
    await put(
      '/etc/apt/sources.list',
      'deb http://mirrordirector.raspbian.org/raspbian/ jessie main contrib non-free rpi\n# a remark\n',
    );
    await put('/etc/apt/sources.list.d/hypriot.list', 'deb https://packagecloud.io/Hypriot/rpi/debian/ jessie main\n');
    const sources = fix('apt-retired', pi1Jessie);
    expect(await run('check', sources)).toMatchObject({ code: 1 });
    expect(await run('act', sources)).toMatchObject({ code: 0, stderr: '' });
    expect(await get('/etc/apt/sources.list')).toBe(
      'deb http://legacy.raspbian.org/raspbian/ jessie main contrib non-free rpi\n# a remark\n',
    );
    expect(await get('/etc/apt/sources.list.d/hypriot.list')).toMatch(/^# closed, taken out by slipway: deb /);
    expect(await get('/etc/apt/apt.conf.d/99slipway-archive')).toBe('Acquire::Check-Valid-Until "false";\n');
    expect(await run('check', sources)).toMatchObject({ code: 0 });
  });

  it.each(['sh', 'dash', 'bash'])('is a script that %s understands, whatever it repairs', async (shell) => {
    const codes = [
      'clock-wrong',
      'clock-unsynchronized',
      'hostname-wrong',
      'own-name-loopback',
      'own-name-unknown',
      'swap-on',
      'root-not-expanded',
      'apt-retired',
      'network-not-prepared',
      'memory-cgroup-off',
      'page-size-16k',
    ];
    for (const { check, act } of codes.map((code) => fix(code)))
      for (const { text } of [check(nowSeconds), act(nowSeconds)]) {
        const dry = localShell({ shell, rewrite: (script) => `set -n\n${script}` });
        expect(await dry.script(text)).toEqual({ code: 0, stdout: '', stderr: '' });
      }
  });
});
