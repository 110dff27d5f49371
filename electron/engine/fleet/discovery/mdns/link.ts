import { createSocket } from 'node:dgram';
import { SlipwayError, systemErrorCode } from '../../../../contract/errors.ts';
import type { LocalAddress } from '../local-network.ts';
import type { Question } from './questions.ts';

export interface MdnsLink {
  ask(questions: readonly Question[]): void;
  close(): Promise<void>;
}

export interface LinkEvents {
  /** A decoded response and the address it came from; nothing about it is checked. */
  readonly onPacket: (packet: unknown, from: string) => void;
  /** The link does not work; it may again later. */
  readonly onFault: (fault: SlipwayError) => void;
}

const group6 = 'ff02::fb';

/**
 * Multicast DNS on one interface, beside whatever else of this computer listens there (avahi, mDNSResponder). The socket
 * is bound to the wildcard: one bound to the interface's own address gets no multicast on Linux.
 */
export async function openMdnsLink(local: LocalAddress, { onPacket, onFault }: LinkEvents): Promise<MdnsLink> {
  const { default: multicastDns } = await import('multicast-dns');
  const mdns = multicastDns({ ...socketOptions(local), reuseAddr: true });
  const fault = (thrown: unknown): void => {
    // What cannot be decoded has no system error code; anybody can send it, and it is passed over.
    const code = systemErrorCode(thrown);
    if (code !== undefined && code !== 'ERR_SOCKET_DGRAM_NOT_RUNNING')
      onFault(new SlipwayError('fleet/no-multicast', `${local.interface}: ${code}`, { cause: thrown }));
  };
  mdns.on('error', fault);
  mdns.on('warning', fault);
  mdns.on('response', (packet: unknown, from: { readonly address: string }) => onPacket(packet, from.address));
  return {
    ask: (questions) => mdns.query({ questions: questions.map((question) => ({ ...question })) }, fault),
    close: () => new Promise((resolve) => mdns.destroy(() => resolve())),
  };
}

function socketOptions({ family, address, zone }: LocalAddress): object {
  if (family === 'IPv4') return { type: 'udp4', interface: address, bind: '0.0.0.0' };
  const socket = createSocket({ type: 'udp6', reuseAddr: true, ipv6Only: true });
  return { type: 'udp6', ip: group6, interface: `::%${zone ?? ''}`, bind: '::', socket };
}
