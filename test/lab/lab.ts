import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where lab.sh is, and where it keeps its images and nodes. */
export const labTools = process.env['SLIPWAY_LAB_TOOLS'] ?? join(root, '../shared/lab');
export const labDir = process.env['SLIPWAY_LAB'] ?? '/var/tmp/slipway-lab';

/** Why the lab cannot run here, or undefined when it can. */
export function labObstacle(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'the lab needs root on Debian';
  return existsSync(join(labTools, 'lab.sh')) ? undefined : `there is no lab.sh in ${labTools}; set SLIPWAY_LAB_TOOLS`;
}

/** Runs lab.sh and gives its output; a failure carries what it said. */
export async function lab(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(join(labTools, 'lab.sh'), [...args], {
    maxBuffer: 64e6,
    env: { ...process.env, SLIPWAY_LAB: labDir },
  });
  return stdout;
}

/**
 * Cuts the power of a node. The lab may let go of its file system only later, and boots from a copy of the card at the same
 * path: what the old one still writes must not end up in the new one.
 */
export async function pull(node: string): Promise<void> {
  await lab('pull', node);
  await rm(join(labDir, 'nodes', node, 'card.img'), { force: true });
}

/** Starts the lab unless it stands already; with `SLIPWAY_LAB_KEEP` it is left standing for the next test. */
export async function labUp(): Promise<void> {
  if (!keepsLab || !existsSync('/run/netns/lab')) {
    await lab('deps');
    await lab('down');
    await lab('up');
  }
  await plugIn();
}

/**
 * While no node is up, the lab's bridge is a socket without a cable: the desktop has no address there, and cards that are
 * written then know of nobody to call home. So something is always plugged in.
 */
async function plugIn(): Promise<void> {
  const plug = [
    'ip link add desk-plug type veth peer name desk-socket',
    // It is a plug and no second interface: no address of its own.
    'ip link set desk-plug addrgenmode none up',
    'ip link set desk-socket addrgenmode none master br0 up',
  ].join(' && ');
  await lab('exec', 'sh', '-c', `ip link show desk-plug >/dev/null 2>&1 || { ${plug}; }`);
}

/** Ends the lab, unless it is to be kept. */
export async function labDown(): Promise<void> {
  if (!keepsLab) await lab('down');
}

const keepsLab = process.env['SLIPWAY_LAB_KEEP'] !== undefined;

/** The built CLI, run at the desktop's place in the lab's network. */
export const slipway = (...args: readonly string[]): Promise<string> =>
  lab('exec', process.execPath, join(root, 'dist/headless/cli.js'), ...args);

export interface SlipwayRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built CLI at the desktop's place with an environment of its own; a code other than 0 is a result. */
export async function slipwayOf(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<SlipwayRun> {
  const words = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const argv = ['exec', 'env', ...words, process.execPath, join(root, 'dist/headless/cli.js'), ...args];
  const options = { maxBuffer: 64e6, env: { ...process.env, SLIPWAY_LAB: labDir } };
  return new Promise((resolve) => {
    execFile(join(labTools, 'lab.sh'), argv, options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, stdout, stderr });
    });
  });
}

/** Makes the flavour's image unless an earlier run did, and serves it with its published hash at the lab's HTTP server. */
export async function serveImage(flavour: 'hypriot' | 'raspios'): Promise<string> {
  const image = join(labDir, `${flavour}.img`);
  if (!existsSync(`${image}.xz.sha256`)) await lab('image', flavour, image);
  await mkdir(join(labDir, 'www'), { recursive: true });
  for (const file of [`${image}.xz`, `${image}.xz.sha256`]) await copyFile(file, join(labDir, 'www', basename(file)));
  return `http://10.77.0.1:8000/${flavour}.img.xz`;
}

export interface SshLogin {
  readonly address: string;
  readonly user: string;
  readonly key: string;
  /** Host keys that are accepted; any other ends the connection. */
  readonly knownHosts: string;
  /** The name under which the key is kept, where that is not the address: a node with DHCP. */
  readonly hostKeyAlias?: string;
}

/** Runs a command on a node through OpenSSH, refusing any host key that is not in `knownHosts`. */
export async function ssh(login: SshLogin, command: string): Promise<string> {
  const options = [
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${login.knownHosts}`,
    'GlobalKnownHostsFile=/dev/null',
    'BatchMode=yes',
    'ConnectTimeout=5',
    'IdentitiesOnly=yes',
    ...(login.hostKeyAlias === undefined ? [] : [`HostKeyAlias=${login.hostKeyAlias}`]),
  ];
  const flags = options.flatMap((option) => ['-o', option]);
  return (await lab('exec', 'ssh', '-q', ...flags, '-i', login.key, `${login.user}@${login.address}`, command)).trim();
}

/** Tries until it succeeds; a node needs some seconds to boot. Ends with the last failure. */
export async function eventually<T>(attempt: () => Promise<T>, tries = 120): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (left <= 1) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}
