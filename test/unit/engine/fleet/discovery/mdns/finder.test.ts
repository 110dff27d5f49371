import multicastDns from 'multicast-dns';
import { afterEach, describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../../../../electron/contract/errors.ts';
import type { FinderStatus } from '../../../../../../electron/contract/fleet.ts';
import {
  localAddresses,
  systemInterfaces,
  type LocalAddress,
} from '../../../../../../electron/engine/fleet/discovery/local-network.ts';
import { createMdnsFinder, type MdnsFinder } from '../../../../../../electron/engine/fleet/discovery/mdns/finder.ts';
import { openMdnsLink, type LinkEvents } from '../../../../../../electron/engine/fleet/discovery/mdns/link.ts';
import type { Question } from '../../../../../../electron/engine/fleet/discovery/mdns/questions.ts';
import type { HostNews } from '../../../../../../electron/engine/fleet/discovery/mdns/read-packet.ts';

const cable: LocalAddress = { interface: 'eth0', family: 'IPv4', address: '192.168.10.5', cidr: '192.168.10.5/24' };
const wifi: LocalAddress = { interface: 'wlan0', family: 'IPv4', address: '10.0.0.5', cidr: '10.0.0.5/24' };
const answer = (name: string, data: string): object => ({ answers: [{ type: 'A', name, data, ttl: 120 }] });

interface Bench {
  readonly finder: MdnsFinder;
  readonly heard: (HostNews & { readonly interface: string })[];
  readonly asked: string[];
  /** By interface; those that were closed stay. */
  readonly links: Map<string, LinkEvents>;
  readonly closed: string[];
  readonly status: () => readonly FinderStatus[];
}

const finders: MdnsFinder[] = [];
afterEach(async () => {
  for (const finder of finders.splice(0)) await finder.close();
});

function bench(missing: readonly string[] = ['pi1']): Bench {
  const links = new Map<string, LinkEvents>();
  const [heard, asked, closed]: [Bench['heard'], string[], string[]] = [[], [], []];
  let status: readonly FinderStatus[] = [];
  const finder = createMdnsFinder({
    open: (local, events) => {
      links.set(local.interface, events);
      const ask = (questions: readonly Question[]): number =>
        asked.push(...questions.map(({ name }) => `${local.interface} ${name}`));
      return Promise.resolve({ ask, close: () => Promise.resolve(void closed.push(local.interface)) });
    },
    missing: () => missing,
    onHost: (host, on) => heard.push({ ...host, ...on }),
    onStatus: (now) => (status = now),
  });
  finders.push(finder);
  return { finder, heard, asked, links, closed, status: () => status };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the finder', () => {
  it('asks on every interface for services and for the nodes that are missing', async () => {
    const { finder, asked } = bench();
    finder.follow([cable, wifi]);
    await settled();
    for (const name of ['eth0', 'wlan0'])
      for (const question of ['_slipway._tcp.local', '_ssh._tcp.local', 'pi1.local'])
        expect(asked).toContain(`${name} ${question}`);
  });

  it('hears a packet once though every socket gets it', async () => {
    const { finder, heard, links } = bench();
    finder.follow([cable, wifi]);
    for (const link of links.values()) link.onPacket(answer('pi1.local', '10.0.0.21'), '10.0.0.21');
    await settled();
    expect(heard).toEqual([{ hostName: 'pi1', addresses: ['10.0.0.21'], interface: 'wlan0' }]);
  });

  it('hears a machine whose address fits no subnet of this computer', async () => {
    const { finder, heard, links } = bench();
    finder.follow([cable]);
    links.get('eth0')?.onPacket(answer('pi1.local', '169.254.3.4'), '169.254.3.4');
    await settled();
    expect(heard[0]?.addresses).toEqual(['169.254.3.4']);
  });

  it('follows interfaces that come and go', async () => {
    const { finder, links, closed, status } = bench();
    finder.follow([cable]);
    finder.follow([wifi]);
    await settled();
    expect([...links.keys()]).toEqual(['eth0', 'wlan0']);
    expect(closed).toEqual(['eth0']);
    expect(status().map((source) => source.interface)).toEqual(['wlan0']);
  });

  it('says which interface passes no multicast, and goes on with the others', async () => {
    const { finder, heard, links, status } = bench();
    finder.follow([cable, wifi]);
    links.get('eth0')?.onFault(new SlipwayError('fleet/no-multicast', 'eth0: ENODEV'));
    links.get('wlan0')?.onPacket(answer('pi1.local', '10.0.0.21'), '10.0.0.21');
    await settled();
    expect(status()).toMatchObject([
      { interface: 'eth0', state: { kind: 'failed', error: { code: 'fleet/no-multicast' } } },
      { interface: 'wlan0', state: { kind: 'working' } },
    ]);
    expect(heard.length).toBe(1);
  });

  it('asks in small packets for a fleet of hundreds', async () => {
    const { finder, asked } = bench(Array.from({ length: 256 }, (_, index) => `pi${String(index)}`));
    finder.follow([cable]);
    await settled();
    expect(asked.length).toBe(2 + 2 * 256);
  });
});

const real = localAddresses(systemInterfaces()).find(({ family }) => family === 'IPv4');

describe.skipIf(real === undefined)(`a link${real === undefined ? ' (skipped: this computer is on no network)' : ''}`, () => {
  it('hears over real multicast what a machine answers to its question', async () => {
    if (real === undefined) return;
    const responder = multicastDns({ interface: real.address, bind: '0.0.0.0', reuseAddr: true });
    const name = `slipway-test-${String(process.pid)}.local`;
    responder.on('query', ({ questions }: { readonly questions: readonly { readonly name: string }[] }) => {
      if (questions.some((question) => question.name === name))
        responder.respond([{ name, type: 'A', data: '192.0.2.7', ttl: 1 }]);
    });
    const heard = new Promise((resolve) => {
      void openMdnsLink(real, {
        onPacket: (packet) => JSON.stringify(packet).includes('192.0.2.7') && resolve('heard'),
        onFault: (fault) => resolve(fault.code),
      }).then((link) => {
        const asking = setInterval(() => link.ask([{ name, type: 'A' }]), 100);
        finders.push({ follow: () => undefined, ask: () => undefined, close: () => (clearInterval(asking), link.close()) });
      });
    });
    // A sandbox without multicast says so instead; both are answers of a real socket.
    expect(['heard', 'fleet/no-multicast']).toContain(await heard);
    await new Promise<void>((resolve) => responder.destroy(() => resolve()));
  });
});
