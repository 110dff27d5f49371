import { describe, expect, it } from 'vitest';
import type { FleetNode, FleetNodeState, FleetSnapshot } from '../../../../electron/contract/fleet.ts';
import { addressOf, fleetStateName, needsYou, upCount, waysOf } from '../../../../renderer/state/fleet.ts';
import { fleetNews } from '../../../../renderer/state/fleet-news.ts';
import { fleetTally, rackModel } from '../../../../renderer/state/rack-model.ts';
import { foreignMachine, sighted } from '../../../fakes/fleet-samples.ts';

const address = '10.0.0.5';
const states: Readonly<Record<FleetNodeState['kind'], FleetNodeState>> = {
  planned: { kind: 'planned' },
  'card-written': { kind: 'card-written', at: '' },
  'waiting-for-boot': { kind: 'waiting-for-boot', awake: false },
  found: { kind: 'found', address },
  adopted: { kind: 'adopted', address },
  ready: { kind: 'ready', address },
  lost: { kind: 'lost', since: '', lastAddress: address },
  'wrong-host-key': { kind: 'wrong-host-key', address, fingerprint: '' },
  duplicate: { kind: 'duplicate', addresses: [address, '10.0.0.6'] },
  cloned: { kind: 'cloned', machineId: 'm', nodes: ['b'], address },
};

const node = (kind: FleetNodeState['kind'], part: Partial<FleetNode> = {}): FleetNode => ({
  node: 'a',
  role: 'worker',
  board: 'pi4',
  state: states[kind],
  since: '',
  addresses: [],
  sightings: [],
  says: { text: '', tries: [] },
  ...part,
});

const fleet = (...nodes: readonly FleetNode[]): FleetSnapshot => ({
  dir: '/p',
  cluster: 'lab',
  revision: 1,
  nodes,
  foreign: [],
  sources: [],
});

const login = { code: 'ssh/login-refused', title: '', detail: '', fix: '' } as const;

describe('a node of the fleet', () => {
  it.each([
    [node('lost'), true],
    [node('cloned'), true],
    [node('found'), false],
    [node('found', { state: { kind: 'found', address, login } }), true],
    [node('waiting-for-boot'), false],
  ])('%j needs somebody: %s', (subject, expected) => expect(needsYou(subject)).toBe(expected));

  it('is shown at the address where it is, was, or should be', () => {
    expect(addressOf(node('ready', { addresses: ['10.0.0.9'], plannedAddress: '10.0.0.5' }))).toBe('10.0.0.9');
    expect(addressOf(node('lost', { plannedAddress: '10.0.0.9' }))).toBe('10.0.0.5');
    expect(addressOf(node('planned', { plannedAddress: '10.0.0.5' }))).toBe('10.0.0.5');
    expect(addressOf(node('planned'))).toBeUndefined();
  });

  it('was found in each way once', () => {
    expect(waysOf(node('ready', { sightings: [...sighted('10.0.0.5'), ...sighted('10.0.0.6')] }))).toEqual([
      'phone-home',
      'mdns',
    ]);
  });

  it('counts as up once it took our login', () => {
    expect(upCount([node('found'), node('adopted'), node('ready'), node('lost')])).toBe(2);
  });

  it('is foreign on the rack while another machine stands in its place, and only then', () => {
    const claims = [foreignMachine({ claims: 'a' })];
    expect(fleetStateName(node('waiting-for-boot'), claims)).toBe('foreign');
    expect(fleetStateName(node('waiting-for-boot'), [foreignMachine()])).toBe('waiting-for-boot');
    expect(fleetStateName(node('ready'), claims)).toBe('ready');
    expect(fleetStateName(node('card-written'), [])).toBeUndefined();
  });
});

describe('what is said aloud', () => {
  const news = (before: FleetNode, now: FleetNode): readonly string[] => fleetNews(fleet(before), fleet(now));

  it.each([
    [node('waiting-for-boot'), node('adopted'), ['a is up.']],
    [node('adopted'), node('ready'), []],
    [node('ready'), node('lost'), ['a does not answer any more.']],
    [node('waiting-for-boot'), node('duplicate'), ['a: Two of it.']],
    [node('ready'), node('ready'), []],
    [node('planned'), node('waiting-for-boot'), []],
  ])('from %j to %j is %j', (before, now, expected) => expect(news(before, now)).toEqual(expected));

  it('is nothing when the fleet is seen for the first time', () => {
    expect(fleetNews(undefined, fleet(node('ready')))).toEqual([]);
  });
});

describe('the rack with a fleet', () => {
  const nodes = [{ name: 'a', role: 'worker', board: 'pi4', entry: 0 }] as const;
  const target = { kind: 'file', path: '/x.img' } as const;

  it('shows the machine rather than its card, but a card that is being written rather than the machine', () => {
    const history = [{ node: 'a', target, state: { kind: 'cancelled', phase: 'writing' }, at: '', imageId: '' }] as const;
    expect(rackModel({ nodes, history, live: [], fleet: fleet(node('ready')) })[0]?.state).toBe('ready');
    expect(rackModel({ nodes, history, live: [], fleet: fleet(node('planned')) })[0]?.state).toBe('cancelled');
    const live = [{ node: 'a', target, state: { kind: 'waiting' } }] as const;
    expect(rackModel({ nodes, history, live, fleet: fleet(node('ready')) })[0]?.state).toBe('waiting');
  });

  it('is counted as nodes once one was looked for, as cards before', () => {
    const tally = (kind: FleetNodeState['kind']) =>
      fleetTally(rackModel({ nodes, history: [], live: [], fleet: fleet(node(kind)) }));
    expect(tally('planned')).toBeUndefined();
    expect(tally('ready')).toEqual({ up: 1, waiting: 0, trouble: 0 });
    expect(tally('found')).toEqual({ up: 0, waiting: 1, trouble: 0 });
    expect(tally('cloned')).toEqual({ up: 0, waiting: 0, trouble: 1 });
  });
});
