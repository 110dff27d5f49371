import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import ssh2, { type AuthContext, type Connection, type ServerChannel, type Session } from 'ssh2';
import type { NodeTarget } from '../../electron/engine/fleet/ssh/target.ts';
import {
  readLine,
  readToEnd,
  scriptEnvelope,
  sudoEnvelope,
  wordsOf,
  type FakeAnswer,
  type FakeCommand,
  type Printed,
} from './fake-command.ts';
import { serveSftp, type FakeSftpFault } from './fake-sftp.ts';

export type { FakeAnswer, FakeCommand } from './fake-command.ts';

/** Where a node misbehaves. */
export type FakeFault =
  | 'silent'
  | 'hangs-after-banner'
  | 'no-ssh'
  | 'closes-at-connect'
  | 'closes-after-banner'
  | 'closes-at-login'
  | 'hangs-at-login'
  | 'closes-at-session'
  | 'refuses-sessions'
  | 'closes-at-exec';

export interface FakeNodeOptions {
  /** Private host key, OpenSSH; a new one where absent. */
  readonly hostKey?: string;
  /** Public keys that may log in; all where absent. */
  readonly authorizedKeys?: readonly string[];
  readonly fault?: FakeFault;
  /** What commands say; this computer's `sh` runs them where absent. */
  readonly answer?: (command: FakeCommand) => FakeAnswer | Promise<FakeAnswer>;
  /** sudo asks for it; it asks nothing where absent, and says no to everybody when `never`. */
  readonly sudo?: { readonly password: string } | 'never';
  /** Its SFTP server gives this computer's files; there is none where absent. */
  readonly sftp?: { readonly home: string; readonly fault?: FakeSftpFault };
  readonly port?: number;
  /** 127.0.0.1 where absent. */
  readonly address?: string;
}

export interface FakeNode {
  readonly port: number;
  /** Public host key, `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
  readonly privateHostKey: string;
  /** How a pool reaches it. */
  target(node?: string): NodeTarget;
  /** Command lines so far, in the order they came. */
  readonly lines: readonly string[];
  /** Logins that succeeded, and those tried with a key. */
  readonly logins: { accepted: number; tried: number };
  /** Connections open now. */
  connections(): number;
  /** Cuts all connections. */
  drop(): void;
  /** As if the plug were pulled: connections stay open, and nothing is answered any more. */
  freeze(): void;
  stop(): Promise<void>;
}

export interface TestKeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** See `newHostKeyPair` for the bad ones. */
export function newKeyPair(): TestKeyPair {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    if (![ssh2.utils.parseKey(pair.private)].flat().some((key) => key instanceof Error))
      return { privateKey: pair.private, publicKey: pair.public };
  }
}

/** An SSH server of this computer that does what it is told, good or bad. Small: hundreds of them fit in one process. */
export async function startFakeNode(options: FakeNodeOptions = {}): Promise<FakeNode> {
  const pair =
    options.hostKey === undefined ? newKeyPair() : { privateKey: options.hostKey, publicKey: publicOf(options.hostKey) };
  const sockets = new Set<Socket>();
  const node = { lines: [] as string[], logins: { accepted: 0, tried: 0 } };
  const ssh = new ssh2.Server({ hostKeys: [pair.privateKey], ident: 'OpenSSH_9.2p1 Fake' }, (client) =>
    serve(client, options, node),
  );
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    if (!misbehaves(socket, options.fault)) ssh.injectSocket(socket);
  });
  listener.listen(options.port ?? 0, options.address ?? '127.0.0.1');
  await once(listener, 'listening');
  const { port, address } = listener.address() as AddressInfo;
  const drop = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    ...node,
    port,
    hostKey: pair.publicKey,
    privateHostKey: pair.privateKey,
    target: (name = 'pi1') => ({ node: name, addresses: [address], port, user: 'pirate', hostKeys: [pair.publicKey] }),
    connections: () => sockets.size,
    drop,
    freeze: () => sockets.forEach((socket) => socket.removeAllListeners('data').pause()),
    stop: async () => {
      const closed = once(listener, 'close');
      listener.close();
      drop();
      await closed;
    },
  };
}

function publicOf(privateKey: string): string {
  const key = ssh2.utils.parseKey(privateKey);
  const [only] = [key].flat();
  if (only === undefined || only instanceof Error) throw new Error('not a private key');
  return `${only.type} ${only.getPublicSSH().toString('base64')}`;
}

/** Faults before SSH begins. */
function misbehaves(socket: Socket, fault: FakeFault | undefined): boolean {
  switch (fault) {
    case 'silent':
      return true;
    case 'hangs-after-banner':
      socket.write('SSH-2.0-OpenSSH_9.2p1 Fake\r\n');
      return true;
    case 'closes-after-banner':
      socket.end('SSH-2.0-OpenSSH_9.2p1 Fake\r\n');
      return true;
    case 'no-ssh':
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n\u001B]0;owned\u0007');
      return true;
    case 'closes-at-connect':
      socket.destroy();
      return true;
    default:
      return false;
  }
}

function serve(client: Connection, options: FakeNodeOptions, node: { lines: string[]; logins: FakeNode['logins'] }): void {
  const { fault } = options;
  client.on('error', () => undefined);
  client.on('authentication', (context) => {
    if (fault === 'closes-at-login') client.end();
    else if (fault !== 'hangs-at-login') authenticate(context, options, node.logins);
  });
  client.on('session', (accept, reject) => {
    if (fault === 'closes-at-session') client.end();
    else if (fault === 'refuses-sessions') reject();
    else serveSession(accept(), { client, options, lines: node.lines });
  });
  client.on('tcpip', (accept, reject, { destIP, destPort }) => {
    const socket = connect(destPort, destIP);
    socket
      .once('error', () => reject())
      .once('connect', () => {
        const channel = accept();
        channel.on('error', () => undefined).on('close', () => socket.destroy());
        socket.pipe(channel).pipe(socket);
      });
  });
}

function authenticate(context: AuthContext, { authorizedKeys }: FakeNodeOptions, logins: FakeNode['logins']): void {
  if (context.method !== 'publickey') {
    context.reject(['publickey']);
    return;
  }
  const { data } = context.key;
  logins.tried += 1;
  const known = authorizedKeys === undefined || authorizedKeys.some((line) => line.split(' ')[1] === data.toString('base64'));
  const proven = context.signature === undefined || signedBy(data, context);
  if (!known || !proven) {
    context.reject(['publickey']);
    return;
  }
  if (context.signature !== undefined) logins.accepted += 1;
  context.accept();
}

function signedBy(data: Buffer, { blob, signature, hashAlgo }: Extract<AuthContext, { method: 'publickey' }>): boolean {
  const key = ssh2.utils.parseKey(data);
  if (key instanceof Error || blob === undefined || signature === undefined) return false;
  return key.verify(blob, signature, hashAlgo);
}

interface Served {
  readonly client: Connection;
  readonly options: FakeNodeOptions;
  readonly lines: string[];
}

function serveSession(session: Session, served: Served): void {
  session.on('exec', (accept, _reject, { command }) => {
    served.lines.push(command);
    if (served.options.fault === 'closes-at-exec') return void served.client.end();
    const channel = accept();
    channel.on('error', () => undefined);
    void runCommand(channel, command, served);
  });
  const { sftp } = served.options;
  if (sftp !== undefined) serveSftp(session, { ...sftp, drop: () => served.client.end() });
  session.on('pty', (accept, _reject, { rows, cols }) => {
    accept();
    serveTerminal(session, `${rows}x${cols}`);
  });
}

/** Says its size at first and when it changes, sends back what is typed, and ends at ^D. */
function serveTerminal(session: Session, size: string): void {
  session.on('shell', (accept) => {
    const channel = accept();
    channel.on('error', () => undefined);
    channel.write(`terminal ${size}\r\n`);
    session.on('window-change', (_accept, _reject, { rows, cols }) => channel.write(`terminal ${rows}x${cols}\r\n`));
    channel.on('data', (bytes: Buffer) => {
      channel.write(bytes);
      if (bytes.includes(4)) finish(channel, {});
    });
  });
}

async function runCommand(channel: ServerChannel, line: string, { client, options }: Served): Promise<void> {
  const words = wordsOf(line);
  const sudo = sudoEnvelope(words);
  if (sudo !== undefined && !(await becomeRoot(channel, sudo, options.sudo))) {
    finish(channel, { code: 1 });
    return;
  }
  const stdin = await readToEnd(channel);
  const parts = scriptEnvelope(sudo?.argv ?? words, stdin);
  const as = sudo === undefined ? 'login' : 'root';
  const answer = (await options.answer?.({ line, as, ...parts, channel })) ?? 'shell';
  if (answer === 'shell') runInShell(channel, sudo?.argv ?? words, stdin);
  else if (answer === 'drop') client.end();
  else if (answer === 'close') channel.close();
  else if (answer !== 'hang') finish(channel, answer);
}

/** sudo 1.9's side of the talk: a lecture, the prompt, three tries. */
async function becomeRoot(
  channel: ServerChannel,
  { prompt, begun }: { readonly prompt: string; readonly begun: string },
  sudo: FakeNodeOptions['sudo'],
): Promise<boolean> {
  if (sudo === 'never') {
    channel.stderr.write('pirate is not in the sudoers file.\n');
    return false;
  }
  if (sudo !== undefined) {
    channel.stderr.write('We trust you have received the usual lecture from the local System Administrator.\n\n');
    channel.stderr.write(prompt);
    while ((await readLine(channel)) !== sudo.password) channel.stderr.write(`Sorry, try again.\n${prompt}`);
  }
  channel.stderr.write(begun);
  return true;
}

function finish(channel: ServerChannel, { code = 0, signal, stdout = '', stderr = '' }: Printed): void {
  channel.stderr.write(stderr);
  channel.write(stdout, () => {
    if (signal === undefined) channel.exit(code);
    else channel.exit(signal);
    channel.end();
  });
}

/** The words are handed to `env`, which starts them as sshd's shell would. */
function runInShell(channel: ServerChannel, words: readonly string[], stdin: Buffer): void {
  const child = spawn('env', ['--', ...words], { stdio: 'pipe' });
  child.stdin.on('error', () => undefined).end(stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  child.on('close', (code, signal) => finish(channel, signal === null ? { code: code ?? 0 } : { signal: signal.slice(3) }));
  channel.on('close', () => child.kill());
}
