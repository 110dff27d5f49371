import { isIP } from 'node:net';
import { openMdnsLink } from '../../fleet/discovery/mdns/link.ts';
import { openEndpoint } from '../../fleet/discovery/phone-home/endpoint.ts';
import { systemInterfaces } from '../../fleet/discovery/local-network.ts';
import { readNeighbours } from '../../fleet/discovery/neighbours.ts';
import type { CallSecret } from '../../fleet/discovery/phone-home/judge.ts';
import type { DiscoveryPorts, LoginTarget, MachineFacts } from '../../fleet/discovery/ports.ts';
import { answers, readBanner } from '../../fleet/discovery/probe.ts';
import { fetchHostKey } from '../../fleet/ssh/fetch-host-key.ts';
import type { NodeShell } from '../../fleet/ssh/node-shell.ts';
import { terminalSafe } from '../../../contract/terminal-safe.ts';

export interface DoorOptions {
  /** Does work with the shell of a node at one address, with one accepted key. */
  readonly withShell: <T>(target: LoginTarget, work: (shell: NodeShell) => Promise<T>) => Promise<T>;
  readonly secrets: () => ReadonlyMap<string, CallSecret>;
  readonly onFault: (thrown: unknown) => void;
}

const port = 22;
const pulseMs = 2500;
/** A device in a local network answers within milliseconds; a Pi that grows its card, within a second. */
const sweepMs = 800;
const loginMs = 30_000;

/** The real network. */
export const systemDoors = ({ withShell, secrets, onFault }: DoorOptions): DiscoveryPorts => ({
  interfaces: systemInterfaces,
  openMdns: openMdnsLink,
  openEndpoint,
  secrets,
  hostKey: (address, signal) => fetchHostKey(address, port, signal),
  banner: async (address, signal) => {
    const banner = await readBanner(address, { port, timeoutMs: pulseMs, signal });
    return banner === undefined ? undefined : terminalSafe(banner).slice(0, 255);
  },
  answers: (address, signal) => answers(address, { port, timeoutMs: sweepMs, signal }),
  neighbours: readNeighbours,
  login: async (target, signal) => {
    const options = { signal, timeoutMs: loginMs, maxOutputBytes: 16_384 };
    const { stdout } = await withShell(target, (shell) => shell.script(machineScript, options));
    return parseMachine(stdout);
  },
  now: Date.now,
  onFault,
});

/** Reads only. Lines: machine-id, boot id, addresses. */
const machineScript = `cat /etc/machine-id 2>/dev/null || echo
cat /proc/sys/kernel/random/boot_id 2>/dev/null || echo
hostname -I 2>/dev/null || echo
`;

/** What a node said, as far as it is what it should be. Pure. */
export function parseMachine(text: string): MachineFacts {
  const [machineId = '', bootId = '', addresses = ''] = text.split('\n').map((line) => line.trim());
  return {
    machineId: /^[0-9a-f]{32}$/.test(machineId) ? machineId : '',
    bootId: /^[0-9a-f-]{36}$/.test(bootId) ? bootId : '',
    addresses: addresses
      .split(/\s+/)
      .filter((address) => isIP(address) !== 0)
      .slice(0, 16),
  };
}
