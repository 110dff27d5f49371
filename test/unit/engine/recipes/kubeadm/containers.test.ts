import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { containerShell } from '../../../../../electron/engine/recipes/kubeadm/containers.ts';
import { tempFolder } from '../../../../fakes/temp-folder.ts';

const run = promisify(execFile);

/** Runs the functions with programs that answer as given; without a program of that name it is not installed. */
async function shell(programs: Readonly<Record<string, string>>, script: string): Promise<string> {
  const bin = join(tempFolder(), 'bin');
  await mkdir(bin);
  for (const [name, text] of Object.entries(programs)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${text}\n`);
    await chmod(join(bin, name), 0o755);
  }
  const { stdout } = await run('/bin/sh', ['-euc', `${containerShell}${script}`], { env: { PATH: `${bin}:/usr/bin:/bin` } });
  return stdout.trim();
}

/** containerd with an etcd that has ended and one that runs. */
const ctr = `shift 2
case "$1 $2" in
  'containers ls') [ "$4" = 'labels."io.kubernetes.container.name"==etcd' ] && printf 'aaa\\nbbb\\n' || true ;;
  'tasks ls') printf 'TASK    PID    STATUS\\naaa    1    STOPPED\\nbbb    2    RUNNING\\n' ;;
  'tasks exec') shift 4; echo "in $*" ;;
esac`;
const isActive = 'exit 0';
const isNot = 'exit 3';

describe('a container of the control plane', () => {
  it('is found in containerd by its name, if it runs', async () => {
    expect(await shell({ ctr, systemctl: isNot }, 'running etcd')).toBe('bbb');
    expect(await shell({ ctr, systemctl: isNot }, 'running kube-apiserver')).toBe('');
  });

  it('is found in containerd on a node that has Docker too', async () => {
    const docker = 'exit 0';
    expect(await shell({ ctr, docker, systemctl: isActive }, 'running etcd')).toBe('bbb');
  });

  it('is found in Docker where that is the runtime', async () => {
    const docker = 'case $1 in ps) echo ddd ;; inspect) ;; exec) shift 4; echo "docked $*" ;; esac';
    expect(await shell({ docker, systemctl: isActive }, 'id=$(running etcd); echo $id; inside $id etcdctl member list')).toBe(
      'ddd\ndocked etcdctl member list',
    );
  });

  it('runs a program with the words it is given', async () => {
    expect(await shell({ ctr, systemctl: isNot }, 'inside bbb etcdctl snapshot save /a')).toBe('in bbb etcdctl snapshot save /a');
  });

  it('has no last word while it runs', async () => {
    expect(await shell({ ctr, systemctl: isNot }, 'last_word etcd')).toBe('');
  });
});
