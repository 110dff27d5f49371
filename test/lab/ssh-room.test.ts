import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseDocument } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shellCommand } from '../../electron/contract/shell-quote.ts';
import { eventually, lab, labDir, labDown, labObstacle, labTools, labUp, pull } from './lab.ts';

const run = promisify(execFile);

/** Runs a command on a terminal, types each answer when its question is there, and gives all that was shown. */
async function typeInto(command: string, answers: readonly (readonly [question: string, answer: string])[]): Promise<string> {
  const terminal = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const rest = [...answers];
  let [shown, from] = ['', 0];
  terminal.stdout.on('data', (bytes: Buffer) => {
    shown += bytes.toString();
    const [question, answer] = rest[0] ?? [];
    if (question === undefined || answer === undefined || !shown.includes(question, from)) return;
    from = shown.length;
    rest.shift();
    terminal.stdin.write(`${answer}\r`);
  });
  await once(terminal, 'close');
  return shown;
}
const root = fileURLToPath(new URL('../..', import.meta.url));
const obstacle = labObstacle();

describe.skipIf(obstacle !== undefined)(
  `the SSH room and real nodes${obstacle === undefined ? '' : ` (skipped: ${obstacle})`}`,
  () => {
    let [home, project] = ['', ''];

    /** The CLI at the desktop's place, with a home of its own: its `.ssh` holds the key of the plan. */
    const atTheDesktop = (...args: readonly string[]): readonly string[] => {
      const cliProgram = join(root, 'dist/headless/cli.js');
      return ['exec', 'env', '-u', 'SSH_AUTH_SOCK', `HOME=${home}`, process.execPath, cliProgram, ...args];
    };
    const cli = (...args: readonly string[]): Promise<string> => lab(...atTheDesktop(...args));

    beforeAll(async () => {
      home = await mkdtemp(join(tmpdir(), 'slipway-ssh-'));
      project = join(home, 'cluster');
      await labUp();
      await mkdir(join(home, '.ssh'));
      await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, '.ssh', 'id_ed25519')]);
      const key = join(home, '.ssh', 'id_ed25519.pub');
      await cli('new', project, '--name', 'ssh', '--nodes', 's[1-2]', '--image', join(labDir, 'hypriot.img.xz'), '--key', key);
      const plan = parseDocument(await readFile(join(project, 'cluster.yaml'), 'utf8'));
      plan.setIn(['login', 'user'], 'pirate');
      plan.setIn(['network'], { domain: 'lan', addressing: 'static', gateway: '10.77.0.1', dns: ['10.77.0.1'] });
      plan.setIn(['nodes'], [{ name: 's[1-2]', role: 'control-plane', board: 'pi4', address: '10.77.0.[44-45]/24' }]);
      await writeFile(join(project, 'cluster.yaml'), plan.toString());
      await cli('write', project, '--all', '--to-dir', join(home, 'cards'));
      for (const node of ['s1', 's2']) await lab('boot', join(home, 'cards', `${node}.img`), node);
    });

    afterAll(async () => {
      for (const node of ['s1', 's2']) await lab('stop', node);
      await labDown();
      await rm(home, { recursive: true, force: true });
    });

    it('slipway exec runs a command on all nodes, as root too', async () => {
      await eventually(() => cli('exec', project, '--', 'cloud-init', 'status', '--wait'));
      expect((await cli('exec', project, '--', 'hostname')).trim().split('\n').sort()).toEqual(['s1 | s1', 's2 | s2']);
      expect(await cli('exec', project, 's2', '--sudo', '--', 'id', '-u')).toBe('s2 | 0\n');
      await expect(cli('exec', project, '--', 'false')).rejects.toMatchObject({ code: 1 });
    });

    it('commands, scripts, files, ports, terminals and sudo with a password work with sshd', async () => {
      const hostKey = (await readFile(join(project, 'keys', 's1_ed25519.pub'), 'utf8')).trim();
      const authorized = (await readFile(join(home, '.ssh', 'id_ed25519.pub'), 'utf8')).trim();
      const talk = [
        fileURLToPath(new URL('ssh-talk.ts', import.meta.url)),
        '10.77.0.44',
        'pirate',
        hostKey,
        join(home, '.ssh'),
        authorized,
      ];
      const said = await lab('exec', 'env', `--chdir=${root}`, process.execPath, '--import', 'tsx', ...talk);
      expect(JSON.parse(said)).toEqual({
        words: "it's|$HOME|ünïcödé|",
        script: { code: 4, stdout: 'a b one\ntwo', stderr: '' },
        root: '0\n',
        killed: 137,
        file: { same: true, stat: '600 root', asLogin: 'ssh/transfer' },
        sftp: {
          login: true,
          root: true,
          stat: { kind: 'file', size: 20_000_000, mode: 0o640, root: '600 root' },
          leftovers: '',
          refused: 'ssh/transfer',
          absent: 'ssh/transfer',
        },
        banner: 'SSH-2.0-',
        terminal: { answer: true, size: true },
        sudo: {
          without: 'ssh/sudo-password',
          wrong: 'ssh/sudo-password',
          right: { code: 0, stdout: '0\nits own input', stderr: '' },
          asked: { code: 0, stdout: '0\n', stderr: '' },
          undone: 0,
        },
      });
    });

    it('a locked key and a sudo that asks are opened by words that are written nowhere', async () => {
      const [passphrase, password] = ['öpen sesame $(id)', 'pässword & co'];
      const key = join(home, '.ssh', 'id_ed25519');
      const asRoot = (...words: readonly string[]): Promise<string> => cli('exec', project, 's2', '--sudo', '--', ...words);
      await asRoot('sh', '-c', 'echo "$1" | chpasswd', 'sh', `pirate:${password}`);
      await asRoot('sh', '-c', 'echo "pirate ALL=(ALL) ALL" >/etc/sudoers.d/zz-slipway-test');
      await run('ssh-keygen', ['-q', '-p', '-P', '', '-N', passphrase, '-f', key]);
      const secrets = ['--passphrase-from', 'env:PHRASE', '--sudo-password-from', 'env:WORD'];
      const env = { ...process.env, PHRASE: passphrase, WORD: password };
      const [lab, ...words] = [join(labTools, 'lab.sh'), ...atTheDesktop('exec', project, 's2', '--sudo')];

      const { stdout } = await run(lab, [...words, ...secrets, '--', 'id', '-u'], { env });
      expect(stdout).toBe('s2 | 0\n');
      const mute = run(lab, [...words, '--json', '--', 'id', '-u']);
      await expect(mute).rejects.toMatchObject({ stdout: expect.stringContaining('ssh/key-locked') as string });

      const typed = await typeInto(shellCommand([lab, ...words, '--', 'id', '-u']), [
        ['Passphrase of', 'wrong'],
        ['That was not it. Passphrase of', passphrase],
        ['Password of pirate for sudo on s2', password],
      ]);
      expect(typed).toContain('s2 | 0');
      for (const word of [passphrase, password]) {
        expect(typed).not.toContain(word);
        await expect(run('grep', ['-rF', '--', word, home])).rejects.toMatchObject({ code: 1 });
      }
      await run('ssh-keygen', ['-q', '-p', '-P', passphrase, '-N', '', '-f', key]);
    });

    it('a node that is pulled fails its command, and the other goes on', async () => {
      const words = ['exec', project, '--json', '--', 'sh', '-c', 'echo begun; sleep 25; echo over'];
      const running = spawn(join(labTools, 'lab.sh'), atTheDesktop(...words), { stdio: ['ignore', 'pipe', 'inherit'] });
      let stdout = '';
      running.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString()));
      await expect.poll(() => stdout.match(/begun/g), { timeout: 120_000 }).toHaveLength(2);
      await pull('s1');
      await once(running, 'close');
      const lines = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { type: string; node?: string });
      expect(lines.find(({ type, node }) => type === 'failed' && node === 's1')).toMatchObject({
        error: { code: 'ssh/disconnected' },
      });
      expect(lines.find(({ type, node }) => type === 'ended' && node === 's2')).toMatchObject({ code: 0 });
      await lab('boot', join(home, 'cards', 's1.img'), 's1');
      await eventually(() => cli('exec', project, 's1', '--', 'true'));
    });
  },
);
