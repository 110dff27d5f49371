/** IPv4 arithmetic on unsigned 32-bit numbers; no text is trusted that is not in plain dotted form. */
export interface Network {
  /** Lowest address. */
  readonly first: number;
  /** Highest address. */
  readonly last: number;
  readonly prefix: number;
}

export interface HostAddress {
  readonly address: number;
  readonly prefix: number;
}

/**
 * `192.168.10.20` as a number, or undefined. Leading zeros are refused: some programs read `010` as eight.
 */
export function parseAddress(text: string): number | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) < 256)) return undefined;
  return octets.reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

/** `192.168.10.20/24` as address and prefix length; undefined without a prefix of 0 to 32. */
export function parseHostAddress(text: string): HostAddress | undefined {
  const [left = '', right = '', ...rest] = text.split('/');
  const address = parseAddress(left);
  if (address === undefined || rest.length > 0 || !/^(0|[1-9]\d?)$/.test(right) || Number(right) > 32) return undefined;
  return { address, prefix: Number(right) };
}

/** The network a host is in. */
export function networkOf({ address, prefix }: HostAddress): Network {
  const size = 2 ** (32 - prefix);
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1, prefix };
}

/** The network that `192.168.10.5/24` is in; undefined without a prefix of 0 to 32. */
export function parseNetwork(text: string): Network | undefined {
  const host = parseHostAddress(text);
  return host && networkOf(host);
}

export const formatAddress = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');

export const formatNetwork = ({ first, prefix }: Network): string => `${formatAddress(first)}/${prefix}`;

export const contains = ({ first, last }: Network, address: number): boolean => first <= address && address <= last;

export const overlap = (left: Network, right: Network): boolean => left.first <= right.last && right.first <= left.last;

/** Addresses that no host may have: `this host`, loopback, multicast and the reserved rest (RFC 6890). */
export function unusableReason(address: number): string | undefined {
  const top = Math.floor(address / 2 ** 24);
  if (top === 0) return 'belongs to "this network"';
  if (top === 127) return 'is a loopback address';
  if (top >= 240) return 'is reserved';
  return top >= 224 ? 'is a multicast address' : undefined;
}
