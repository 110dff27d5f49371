import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueWork } from '../../../../../electron/engine/fleet/identity/due-work.ts';
import type { FleetEvent, FleetState } from '../../../../../electron/engine/fleet/identity/fleet-state.ts';
import { fleetSnapshot } from '../../../../../electron/engine/fleet/identity/snapshot.ts';
import {
  after,
  alive,
  announces,
  fleetOf,
  keyOf,
  loggedIn,
  planned,
  shows,
  silent,
  start,
} from '../../../../fakes/fleet-events.ts';

const names = ['pi1', 'pi2', 'stranger', 'impostor'];
const addresses = ['10.0.0.1', '10.0.0.2', '10.0.0.3', 'fe80::1%eth0'];
const nodes = [planned('pi1', { plannedAddress: '10.0.0.1' }), planned('pi2')];

const step = fc.record({
  what: fc.constantFrom('shows', 'silent', 'alive', 'logged-in', 'announces'),
  address: fc.constantFrom(...addresses),
  name: fc.constantFrom(...names),
});

/** Any history: one event a second. */
const history = fc
  .array(step, { maxLength: 40 })
  .map((steps) => steps.map(({ what, address, name }, index) => eventOf(what, index + 1, { address, name })));

function eventOf(what: string, s: number, { address, name }: { readonly address: string; readonly name: string }): FleetEvent {
  switch (what) {
    case 'shows':
      return shows(s, address, name);
    case 'silent':
      return silent(s, address);
    case 'alive':
      return alive(s, address);
    case 'logged-in':
      return loggedIn(s, address, name);
    default:
      return announces(s, address, name);
  }
}

const addressOf = (event: FleetEvent): string =>
  'address' in event ? event.address : event.type === 'sighted' ? event.sighting.address : '';

const kindsOf = (state: FleetState): readonly string[] => [...state.standings.values()].map(({ state: { kind } }) => kind);

describe('whatever happens on the network', () => {
  it('no login is ever due at an address that shows a key of no card, or of another node', () => {
    fc.assert(
      fc.property(history, (events) => {
        const state = after(fleetOf(...nodes), ...events);
        for (const work of dueWork(state, new Map(), start + 1e6))
          if (work.kind === 'login') expect(state.places.get(work.address)?.key?.fingerprint).toBe(keyOf(work.node));
      }),
    );
  });

  it('no login is due for a node that two machines claim with its key', () => {
    fc.assert(
      fc.property(history, (events) => {
        const state = after(fleetOf(...nodes), ...events);
        const doubtful = nodes.filter(({ node }) =>
          ['duplicate', 'cloned'].includes(state.standings.get(node)?.state.kind ?? ''),
        );
        const logins = dueWork(state, new Map(), start + 1e6).filter(({ kind }) => kind === 'login');
        expect(logins.filter((work) => 'node' in work && doubtful.some(({ node }) => node === work.node))).toEqual([]);
      }),
    );
  });

  it('only a machine that shows the key of a node is among its addresses, and no other is called ours', () => {
    fc.assert(
      fc.property(history, (events) => {
        const state = after(fleetOf(...nodes), ...events);
        const snapshot = fleetSnapshot(state, 1);
        for (const { node, addresses: its } of snapshot.nodes)
          for (const address of its) expect(state.places.get(address)?.key?.fingerprint).toBe(keyOf(node));
        expect(snapshot.foreign.every(({ fingerprint }) => ![keyOf('pi1'), keyOf('pi2')].includes(fingerprint))).toBe(true);
      }),
    );
  });

  it('the order of events about different addresses makes no difference in the end', () => {
    fc.assert(
      fc.property(history, (events) => {
        const grouped = addresses.flatMap((address) => events.filter((event) => addressOf(event) === address));
        expect(kindsOf(after(fleetOf(...nodes), ...grouped))).toEqual(kindsOf(after(fleetOf(...nodes), ...events)));
      }),
    );
  });

  it('old news of an address changes nothing that newer news has settled', () => {
    fc.assert(
      fc.property(history, fc.constantFrom(...addresses), (events, address) => {
        const settled = after(fleetOf(...nodes), ...events, shows(1000, address, 'pi1'));
        const late = after(settled, silent(500, address), shows(400, address, 'stranger'), alive(300, address));
        expect(late.places.get(address)).toEqual(settled.places.get(address));
      }),
    );
  });
});
