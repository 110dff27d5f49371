import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';

/** What one packet says of one host. Names are as they were sent: hostile until made plain. */
export interface HostNews {
  /** Without `.local`. */
  readonly hostName: string;
  readonly addresses: readonly string[];
  /** The most telling of what it offers. */
  readonly service?: MdnsService;
  /** The node that its `_slipway._tcp` record names. */
  readonly node?: string;
}

export interface PacketNews {
  readonly hosts: readonly HostNews[];
  /** Hosts that were named without an address: to be asked for. */
  readonly unresolved: readonly string[];
}

export const mdnsServices = ['_slipway._tcp', '_ssh._tcp'] as const;
export type MdnsService = (typeof mdnsServices)[number];

/** A packet of 9000 bytes (RFC 6762 section 17) holds no more records of use than this. */
const maxRecords = 256;
const maxHosts = 64;
const maxTxtBytes = 4096;

const recordSchema = z.object({ type: z.string(), name: z.string().max(255), ttl: z.number().optional(), data: z.unknown() });
type MdnsRecord = z.output<typeof recordSchema>;
const srvSchema = z.object({ target: z.string().max(255), port: z.number() });
const packetSchema = z.object({ answers: z.array(z.unknown()).catch([]), additionals: z.array(z.unknown()).catch([]) });

/**
 * Reads a decoded multicast DNS response. `zone` is added to link-local IPv6 addresses. Anything malformed, said to end
 * (TTL 0) or beyond reasonable numbers is passed over; nothing throws. Pure.
 */
export function readPacket(packet: unknown, zone: string | undefined): PacketNews {
  const parsed = packetSchema.safeParse(packet);
  if (!parsed.success) return { hosts: [], unresolved: [] };
  const records = [...parsed.data.answers, ...parsed.data.additionals].slice(0, maxRecords).flatMap(validRecord);
  const addresses = addressesByHost(records, zone);
  const offers = offersByHost(records);
  const hostNames = [...new Set([...addresses.keys(), ...offers.keys()])].slice(0, maxHosts);
  const hosts = hostNames.map((host) => ({
    hostName: host.replace(/\.local$/, ''),
    addresses: addresses.get(host) ?? [],
    ...offers.get(host),
  }));
  return {
    hosts: hosts.filter((host) => host.addresses.length > 0),
    unresolved: [...offers.keys()].filter((host) => !addresses.has(host)).slice(0, maxHosts),
  };
}

function validRecord(value: unknown): readonly MdnsRecord[] {
  const record = recordSchema.safeParse(value);
  return record.success && record.data.ttl !== 0 ? [{ ...record.data, name: record.data.name.toLowerCase() }] : [];
}

function addressesByHost(records: readonly MdnsRecord[], zone: string | undefined): ReadonlyMap<string, readonly string[]> {
  const hosts = new Map<string, string[]>();
  for (const { type, name, data } of records) {
    const address = (type === 'A' || type === 'AAAA') && typeof data === 'string' ? usableAddress(data, zone) : undefined;
    if (address === undefined || !name.endsWith('.local')) continue;
    const known = hosts.get(name) ?? [];
    if (known.length < 8 && !known.includes(address)) hosts.set(name, [...known, address]);
  }
  return hosts;
}

/** An address that a machine beside this one can have; loopback, multicast and reserved ones lead nowhere, or back here. */
export function usableAddress(text: string, zone: string | undefined): string | undefined {
  if (isIPv4(text)) return /^(0|127|22[4-9]|2[345]\d)\./.test(text) ? undefined : text;
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const address = text.toLowerCase();
  if (/^fe[89ab]/.test(address)) return zone === undefined ? undefined : `${address}%${zone}`;
  return /^([23]|f[cd])/.test(address) ? address : undefined;
}

interface Offer {
  readonly service: MdnsService;
  readonly node?: string;
}

/** Hosts of the service instances that the packet describes: SRV names the host, TXT the node. */
function offersByHost(records: readonly MdnsRecord[]): ReadonlyMap<string, Offer> {
  const offers = new Map<string, Offer>();
  for (const { type, name, data } of records) {
    const service = mdnsServices.find((candidate) => name.endsWith(`.${candidate}.local`));
    const srv = type === 'SRV' ? srvSchema.safeParse(data) : undefined;
    if (service === undefined || srv?.success !== true) continue;
    const host = srv.data.target.toLowerCase();
    if (!host.endsWith('.local') || offers.get(host)?.service === '_slipway._tcp') continue;
    const node =
      service === '_slipway._tcp' ? nodeIn(records.find((other) => other.type === 'TXT' && other.name === name)) : undefined;
    offers.set(host, { service, ...(node === undefined ? {} : { node }) });
  }
  return offers;
}

/** `node=pi1` among the strings of a TXT record (RFC 6763 section 6). */
function nodeIn(record: MdnsRecord | undefined): string | undefined {
  const strings = Array.isArray(record?.data) ? record.data.slice(0, 32) : [record?.data];
  for (const value of strings) {
    const text = Buffer.isBuffer(value) ? value.subarray(0, maxTxtBytes).toString('utf8') : String(value ?? '');
    const node = /^node=([a-z0-9.-]{1,253})$/i.exec(text)?.[1];
    if (node !== undefined) return node;
  }
  return undefined;
}
