import { describe, expect, it } from 'vitest';
import { SlipwayError, errorFacts } from '../../../../../electron/contract/errors.ts';
import type { FleetEvent } from '../../../../../electron/engine/fleet/identity/fleet-state.ts';
import { fleetSnapshot } from '../../../../../electron/engine/fleet/identity/snapshot.ts';
import {
  after,
  alive,
  announces,
  fleetOf,
  keyOf,
  loggedIn,
  planned,
  refused,
  shows,
  silent,
  start,
  stateOf,
} from '../../../../fakes/fleet-events.ts';

const withMachineId = (event: FleetEvent): FleetEvent => (event.type === 'logged-in' ? { ...event, machineId: 'f00d' } : event);

const a = '192.168.10.20';
const b = '192.168.10.77';
const three = [silent(50, a), silent(52, a), silent(54, a)];

describe('a node', () => {
  it('is planned until its card is written', () => {
    const { cardWrittenAt: _none, ...bare } = planned('pi1');
    expect(stateOf(fleetOf(bare), 'pi1')).toEqual({ kind: 'planned' });
  });

  it('has its card written while nobody looks, and waits for its boot when somebody does', () => {
    const fleet = fleetOf(planned('pi1'));
    expect(stateOf(fleet, 'pi1')).toEqual({ kind: 'waiting-for-boot', awake: false });
    const unwatched = after(fleet, { type: 'looking', at: start + 1, on: false });
    expect(stateOf(unwatched, 'pi1').kind).toBe('card-written');
  });

  it('is awake when it announces itself before its SSH answers', () => {
    expect(stateOf(after(fleetOf(planned('pi1')), announces(3, a, 'pi1')), 'pi1')).toEqual({
      kind: 'waiting-for-boot',
      awake: true,
    });
  });

  it('is found by its key, adopted by its login, ready by its preflight', () => {
    const found = after(fleetOf(planned('pi1')), shows(5, a, 'pi1'));
    expect(stateOf(found, 'pi1')).toEqual({ kind: 'found', address: a });
    const adopted = after(found, loggedIn(6, a, 'pi1'));
    expect(stateOf(adopted, 'pi1')).toEqual({ kind: 'adopted', address: a });
    const ready = after(adopted, { type: 'preflight', at: start + 7000, node: 'pi1', passed: true });
    expect(stateOf(ready, 'pi1')).toEqual({ kind: 'ready', address: a });
  });

  it('stays found, with the reason, when the login is refused', () => {
    const error = errorFacts(new SlipwayError('ssh/login-refused'));
    const fleet = after(fleetOf(planned('pi1')), shows(5, a, 'pi1'), refused(6, a, 'pi1'));
    expect(stateOf(fleet, 'pi1')).toEqual({ kind: 'found', address: a, login: error });
  });

  it('is found by its key at an address that the plan does not know', () => {
    const fleet = after(fleetOf(planned('pi1', { plannedAddress: a })), shows(5, b, 'pi1'));
    expect(stateOf(fleet, 'pi1')).toEqual({ kind: 'found', address: b });
  });

  it('is lost after three probes without an answer, not before, and back when it shows its key again', () => {
    const there = after(fleetOf(planned('pi1')), shows(5, a, 'pi1'), loggedIn(6, a, 'pi1'), alive(40, a));
    expect(stateOf(after(there, ...three.slice(0, 2)), 'pi1').kind).toBe('adopted');
    const lost = after(there, ...three);
    expect(stateOf(lost, 'pi1')).toEqual({ kind: 'lost', since: new Date(start + 40_000).toISOString(), lastAddress: a });
    const back = after(lost, shows(90, a, 'pi1'));
    expect(stateOf(back, 'pi1').kind).toBe('found');
    expect(stateOf(after(back, loggedIn(91, a, 'pi1')), 'pi1').kind).toBe('adopted');
  });

  it('is lost at the address that people can use, not at the one that answered last', () => {
    const linkLocal = 'fe80::ba27:ebff:feb2:5b06%br0';
    const there = after(
      fleetOf(planned('pi1')),
      shows(5, a, 'pi1'),
      shows(6, linkLocal, 'pi1'),
      alive(40, a),
      alive(41, linkLocal),
    );
    const lost = after(there, ...three, silent(51, linkLocal), silent(53, linkLocal), silent(55, linkLocal));
    expect(stateOf(lost, 'pi1')).toMatchObject({ kind: 'lost', lastAddress: a });
  });

  it('is lost when the journal had it and its last address is silent', () => {
    const fleet = after(fleetOf(planned('pi1', { adopted: { at: start - 5000, address: a } })), ...three);
    expect(stateOf(fleet, 'pi1')).toMatchObject({ kind: 'lost', lastAddress: a });
  });

  it('is followed to a new address without being taken for two machines', () => {
    const there = after(fleetOf(planned('pi1')), shows(5, a, 'pi1'), loggedIn(6, a, 'pi1'));
    const moved = after(there, shows(50, b, 'pi1'));
    expect(stateOf(moved, 'pi1').kind).toBe('adopted');
    expect(stateOf(after(moved, silent(51, a), silent(53, a), silent(55, a)), 'pi1')).toEqual({ kind: 'found', address: b });
  });

  it('is lost, not found, when another device has its last address', () => {
    const fleet = after(fleetOf(planned('pi1')), shows(5, a, 'pi1'), loggedIn(6, a, 'pi1'), shows(60, a, 'printer'));
    expect(stateOf(fleet, 'pi1')).toMatchObject({ kind: 'lost', lastAddress: a });
  });

  it('is lost, and nobody is an impostor, when another device has the address where it had announced itself', () => {
    const fleet = after(fleetOf(planned('pi1')), announces(4, a, 'pi1'), shows(5, a, 'pi1'), shows(60, a, 'printer'));
    expect(stateOf(fleet, 'pi1')).toMatchObject({ kind: 'lost', lastAddress: a });
  });

  it('keeps the time of its state while only details change', () => {
    const found = after(fleetOf(planned('pi1')), shows(5, a, 'pi1'), loggedIn(6, a, 'pi1'));
    expect(after(found, alive(30, a)).standings.get('pi1')?.since).toBe(start + 6000);
  });

  it('is forgotten as if it had never been seen', () => {
    const fleet = after(fleetOf(planned('pi1')), shows(5, a, 'pi1'), { type: 'forgotten', at: start + 9000, node: 'pi1' });
    expect(stateOf(fleet, 'pi1').kind).toBe('waiting-for-boot');
  });
});

describe('a machine that is not what it should be', () => {
  it('has the wrong host key at a planned address', () => {
    const fleet = after(fleetOf(planned('pi1', { plannedAddress: a })), shows(5, a, 'stranger'));
    expect(stateOf(fleet, 'pi1')).toEqual({ kind: 'wrong-host-key', address: a, fingerprint: keyOf('stranger') });
  });

  it('has the wrong host key when it says that it is a node', () => {
    const fleet = after(fleetOf(planned('pi1')), announces(3, b, 'pi1'), shows(5, b, 'stranger'));
    expect(stateOf(fleet, 'pi1')).toMatchObject({ kind: 'wrong-host-key', address: b });
  });

  it('changes nothing for a node that is there', () => {
    const fleet = after(fleetOf(planned('pi1')), shows(5, a, 'pi1'), announces(6, b, 'pi1'), shows(7, b, 'stranger'));
    expect(stateOf(fleet, 'pi1')).toEqual({ kind: 'found', address: a });
  });

  it('is that other node when it shows the key of another node of the plan', () => {
    const fleet = after(fleetOf(planned('pi1', { plannedAddress: a }), planned('pi2')), shows(5, a, 'pi2'));
    expect(stateOf(fleet, 'pi2')).toEqual({ kind: 'found', address: a });
    expect(stateOf(fleet, 'pi1').kind).toBe('waiting-for-boot');
  });

  it('is named a duplicate when two machines answer with one key', () => {
    const fleet = after(fleetOf(planned('pi1')), shows(5, a, 'pi1'), shows(6, b, 'pi1'), alive(8, a));
    // Until both were asked, they may be cable and Wi-Fi of one.
    expect(stateOf(fleet, 'pi1')).toEqual({ kind: 'found', address: a });
    const asked = after(fleet, loggedIn(9, a, 'pi1'), loggedIn(9, b, 'pi1'));
    expect(stateOf(asked, 'pi1')).toEqual({ kind: 'duplicate', addresses: [a, b] });
    expect(stateOf(after(fleet, refused(9, a, 'pi1'), refused(9, b, 'pi1')), 'pi1').kind).toBe('duplicate');
  });

  it('is no duplicate when both addresses are of one machine', () => {
    const v6 = 'fe80::1%eth0';
    const said = [announces(4, a, 'pi1'), announces(4.5, v6, 'pi1')];
    const fleet = after(fleetOf(planned('pi1')), ...said, shows(5, a, 'pi1'), shows(6, v6, 'pi1'), alive(8, a));
    expect(stateOf(fleet, 'pi1')).toEqual({ kind: 'found', address: a });
  });

  it('has two addresses, cable and Wi-Fi, when a login at each finds the same boot', () => {
    const boot = (event: FleetEvent): FleetEvent => (event.type === 'logged-in' ? { ...event, bootId: 'one boot' } : event);
    const two = after(
      fleetOf(planned('pi1')),
      shows(5, a, 'pi1'),
      boot(loggedIn(5.5, a, 'pi1')),
      shows(6, b, 'pi1'),
      alive(8, a),
    );
    expect(stateOf(two, 'pi1')).toEqual({ kind: 'found', address: a });
    const known = after(two, boot(loggedIn(9, a, 'pi1')), boot(loggedIn(9.5, b, 'pi1')), alive(20, a), alive(20, b));
    expect(stateOf(known, 'pi1')).toEqual({ kind: 'adopted', address: a });
    expect(fleetSnapshot(known, 1).nodes[0]?.addresses).toEqual([a, b]);
  });

  it('stays a duplicate when its copy has the machine-id, but not the boot', () => {
    const copy = (event: FleetEvent, bootId: string): FleetEvent =>
      event.type === 'logged-in' ? { ...event, machineId: 'one id', bootId } : event;
    const events = [shows(5, a, 'pi1'), shows(6, b, 'pi1'), alive(8, a)];
    for (const [first, second] of [
      ['boot 1', 'boot 2'],
      ['', ''],
    ] as const) {
      const asked = [copy(loggedIn(9, a, 'pi1'), first), copy(loggedIn(9, b, 'pi1'), second), alive(10, a), alive(10, b)];
      expect(stateOf(after(fleetOf(planned('pi1')), ...events, ...asked), 'pi1').kind).toBe('duplicate');
    }
  });

  it('is one machine though it answers at the address that the control planes share', () => {
    const plan: FleetEvent = { type: 'planned', at: start, cluster: 'lab', nodes: [planned('pi1')], shared: ['10.0.0.50'] };
    const v6 = 'fe80::1%eth0';
    const own = [announces(1, a, 'pi1'), announces(1, v6, 'pi1'), shows(2, a, 'pi1'), shows(2, v6, 'pi1')];
    // A responder that takes an address announces it alone.
    const shared = [announces(3, '10.0.0.50', 'pi1'), shows(4, '10.0.0.50', 'pi1')];
    const answers = [a, v6, '10.0.0.50'].map((address) => alive(5, address));
    const state = after(fleetOf(planned('pi1')), plan, ...own, ...shared, ...answers);
    expect(stateOf(state, 'pi1')).toMatchObject({ kind: 'found', address: a });
  });

  it('is named a clone when two nodes have one machine-id', () => {
    const fleet = after(
      fleetOf(planned('pi1'), planned('pi2')),
      ...[shows(5, a, 'pi1'), withMachineId(loggedIn(6, a, 'pi1')), shows(7, b, 'pi2'), withMachineId(loggedIn(8, b, 'pi2'))],
    );
    for (const [node, address] of [
      ['pi1', a],
      ['pi2', b],
    ] as const)
      expect(stateOf(fleet, node)).toEqual({ kind: 'cloned', machineId: 'f00d', nodes: ['pi1', 'pi2'], address });
  });

  it('gets nothing out of the login of another key', () => {
    const fleet = after(fleetOf(planned('pi1')), shows(5, a, 'pi1'), loggedIn(6, a, 'stranger'));
    expect(stateOf(fleet, 'pi1').kind).toBe('found');
  });
});
