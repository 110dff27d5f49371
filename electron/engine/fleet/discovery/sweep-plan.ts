import { SlipwayError } from '../../../contract/errors.ts';
import { formatAddress, formatNetwork, parseNetwork, type Network } from '../../plan/addresses.ts';
import type { LocalAddress } from './local-network.ts';

/** A sweep is for a home or a class room: no interface is asked for more than 1024 addresses. */
const widest = 22;

export interface SweepPlan {
  readonly subnets: readonly string[];
  readonly addresses: readonly string[];
}

/**
 * What a sweep looks at: the subnets given, else those of this computer; of one that is wider than /22 the part around
 * this computer. This computer itself is left out. Errors: `fleet/bad-address`, `fleet/no-network`. Pure.
 */
export function planSweep(local: readonly LocalAddress[], wanted?: readonly string[]): SweepPlan {
  const subnets = distinct(wanted === undefined ? localSubnets(local) : wanted.map(givenSubnet));
  if (subnets.length === 0) throw new SlipwayError('fleet/no-network');
  const own = new Set(local.map(({ address }) => address));
  const addresses = [...new Set(subnets.flatMap(hostsOf))].filter((address) => !own.has(address));
  return { subnets: subnets.map(formatNetwork), addresses };
}

/** A point-to-point link (/32, /31) has nobody to look for. */
const localSubnets = (local: readonly LocalAddress[]): readonly Network[] =>
  local.flatMap(({ family, address, cidr }) => {
    const subnet = family === 'IPv4' ? parseNetwork(cidr) : undefined;
    if (subnet === undefined || subnet.prefix > 30) return [];
    return subnet.prefix >= widest ? [subnet] : (parseNetwork(`${address}/${String(widest)}`) ?? []);
  });

function givenSubnet(text: string): Network {
  const subnet = parseNetwork(text);
  if (subnet === undefined || subnet.prefix < widest) throw new SlipwayError('fleet/bad-address', text);
  return subnet;
}

const distinct = (subnets: readonly Network[]): readonly Network[] => [
  ...new Map(subnets.map((subnet) => [formatNetwork(subnet), subnet])).values(),
];

/** Without the addresses of network and broadcast, where a subnet has them. */
function hostsOf({ first, last, prefix }: Network): readonly string[] {
  const [from, to] = prefix >= 31 ? [first, last] : [first + 1, last - 1];
  return Array.from({ length: to - from + 1 }, (_, index) => formatAddress(from + index));
}
