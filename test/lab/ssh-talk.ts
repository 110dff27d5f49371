// Run at the desktop's place in the lab: talks to one node through the SSH room, and prints what came of it as JSON.
import { once } from 'node:events';
import { connect } from 'node:net';
import { createKeySource } from '../../electron/engine/fleet/ssh/key-source.ts';
import type { SudoPasswords } from '../../electron/engine/fleet/ssh/shell.ts';
import type { NodeShell } from '../../electron/engine/fleet/ssh/node-shell.ts';
import { createShellPool, type ShellPool } from '../../electron/engine/fleet/ssh/pool.ts';
import { errorFacts } from '../../electron/contract/errors.ts';

const [address = '', user = '', hostKey = '', sshDir = '', authorizedKey = ''] = process.argv.slice(2);
const password = 'pässword $(id)';

function openPool(sudoPassword?: string, answers: readonly string[] = []): ShellPool {
  const keys = createKeySource({ sshDir, agents: [], authorizedKeys: [authorizedKey] });
  let known = sudoPassword;
  const ask: SudoPasswords['ask'] = async (_node, opens) => {
    for (const answer of answers) {
      if (!(await opens(answer))) continue;
      known = answer;
      return true;
    }
    return false;
  };
  return createShellPool({ keys, sudo: { password: () => known, ask } });
}

const shellOf = (pool: ShellPool): NodeShell => pool.shell({ node: 's1', addresses: [address], user, hostKeys: [hostKey] });
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (thrown: unknown) => errorFacts(thrown).code,
  );

const pool = openPool();
const shell = shellOf(pool);
const result = {
  words: (await shell.exec(['printf', '%s|', "it's", '$HOME', 'ünïcödé'])).stdout,
  script: await shell.script('read -r first; echo "$1 $first"; cat; exit 4', { args: ['a b'], stdin: 'one\ntwo' }),
  root: (await shell.exec(['id', '-u'], { as: 'root' })).stdout,
  killed: (await shell.exec(['sh', '-c', 'kill -9 $$'])).code,
  file: await fileAsRoot(),
  sftp: await filesOverSftp(),
  banner: await forwardedBanner(),
  terminal: await typed(),
  sudo: await sudoWithPassword(),
};
await pool.close();
process.stdout.write(JSON.stringify(result));

async function fileAsRoot(): Promise<unknown> {
  const content = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256);
  await shell.writeFile('/root/slipway test', content, { as: 'root', mode: 0o600 });
  const back = await shell.readFile('/root/slipway test', { as: 'root' });
  const { stdout } = await shell.exec(['stat', '-c', '%a %U', '/root/slipway test'], { as: 'root' });
  return {
    same: Buffer.from(back).equals(content),
    stat: stdout.trim(),
    asLogin: await codeOf(shell.readFile('/root/slipway test')),
  };
}

/** sshd offers the extensions: fsync and a rename that replaces. */
async function filesOverSftp(): Promise<unknown> {
  const content = Buffer.from(Uint8Array.from({ length: 20_000_000 }, (_, index) => (index * 31 + (index >> 9)) % 256));
  async function* source(): AsyncGenerator<Uint8Array> {
    for (let start = 0; start < content.length; start += 1_000_000)
      yield Promise.resolve(content.subarray(start, start + 1_000_000));
  }
  const same = async (path: string, as: 'login' | 'root'): Promise<boolean> => {
    const pieces: Uint8Array[] = [];
    await shell.sftp.get(path, (bytes) => void pieces.push(bytes), { as });
    return Buffer.concat(pieces).equals(content);
  };
  await shell.writeFile('large', 'old');
  await shell.sftp.put('large', source(), { mode: 0o640 });
  await shell.sftp.put('/root/large', source(), { as: 'root', mode: 0o600 });
  const { stdout } = await shell.exec(['stat', '-c', '%a %U', '/root/large'], { as: 'root' });
  const leftovers = await shell.script('ls -d .slipway-* large.* /var/tmp/slipway-* /root/large.*', { as: 'root' });
  return {
    login: await same('large', 'login'),
    root: await same('/root/large', 'root'),
    stat: { ...(await shell.sftp.stat('large')), root: stdout.trim() },
    leftovers: leftovers.stdout,
    refused: await codeOf(shell.sftp.put('/etc/slipway-test', source())),
    absent: await codeOf(shell.sftp.get('/nowhere', () => undefined)),
  };
}

async function forwardedBanner(): Promise<string> {
  const forward = await shell.forward({ host: '127.0.0.1', port: 22 });
  const socket = connect(forward.port, '127.0.0.1');
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  await forward.close();
  return bytes.toString('latin1').slice(0, 8);
}

async function typed(): Promise<unknown> {
  const terminal = await shell.terminal({ rows: 30, columns: 100 });
  terminal.resize({ rows: 41, columns: 123 });
  terminal.write('echo answer=$((6*7)) size=$(stty size)\r exit\r');
  let said = '';
  for await (const text of terminal) said += text;
  return { answer: said.includes('answer=42'), size: said.includes('size=41 123') };
}

/** From here on the login needs its password to become root. */
async function sudoWithPassword(): Promise<unknown> {
  await shell.script('chpasswd', { as: 'root', stdin: `${user}:${password}\n` });
  await shell.writeFile('/etc/sudoers.d/zz-slipway-test', `${user} ALL=(ALL) ALL\n`, { as: 'root', mode: 0o440 });
  const [right, wrong, asking] = [openPool(password), openPool('not it'), openPool(undefined, ['not it', password])];
  const outcome = {
    without: await codeOf(shell.exec(['id', '-u'], { as: 'root' })),
    wrong: await codeOf(shellOf(wrong).exec(['id', '-u'], { as: 'root' })),
    right: await shellOf(right).script('id -u; cat', { as: 'root', stdin: 'its own input' }),
    asked: await shellOf(asking).exec(['id', '-u'], { as: 'root' }),
    undone: (await shellOf(right).exec(['rm', '/etc/sudoers.d/zz-slipway-test'], { as: 'root' })).code,
  };
  await Promise.all([right.close(), wrong.close(), asking.close()]);
  return outcome;
}
