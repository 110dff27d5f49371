import { describe, expect, it } from 'vitest';
import { dueWork, type Work } from '../../../../../electron/engine/fleet/identity/due-work.ts';
import type { FleetState } from '../../../../../electron/engine/fleet/identity/fleet-state.ts';
import {
  after,
  alive,
  announces,
  fleetOf,
  loggedIn,
  planned,
  refused,
  shows,
  silent,
  start,
} from '../../../../fakes/fleet-events.ts';

const a = '192.168.10.20';
const b = '192.168.10.77';
const at = (s: number): number => start + s * 1000;

/** What is due at second `s`, when every address was last tried at second `tried`. */
const due = (state: FleetState, s: number, tried?: number): readonly Work[] =>
  dueWork(state, new Map(tried === undefined ? [] : [a, b].map((address) => [address, at(tried)])), at(s));

const probeKey = { kind: 'probe', address: a, depth: 'key' } as const;

describe('what is due', () => {
  it('is to ask for the key at a planned address, again and again until it is there', () => {
    const fleet = fleetOf(planned('pi1', { plannedAddress: a }));
    expect(due(fleet, 1)).toEqual([probeKey]);
    expect(due(fleet, 2, 1)).toEqual([]);
    expect(due(fleet, 3, 1)).toEqual([probeKey]);
  });

  it('is to ask where the journal saw a node last', () => {
    expect(due(fleetOf(planned('pi1', { adopted: { at: start - 1, address: a } })), 1)).toEqual([probeKey]);
  });

  it('is to ask at once where something announces itself', () => {
    expect(due(after(fleetOf(planned('pi1')), announces(5, a, 'pi1')), 5, 3)).toEqual([probeKey]);
  });

  it('is a login where a node shows its key, and only a pulse after that', () => {
    const found = after(fleetOf(planned('pi1')), shows(5, a, 'pi1'));
    expect(due(found, 6, 5)).toEqual([{ kind: 'login', address: a, node: 'pi1', connection: 'shared' }]);
    const adopted = after(found, loggedIn(7, a, 'pi1'));
    expect(due(adopted, 8, 5)).toEqual([]);
    expect(due(adopted, 10, 5)).toEqual([{ kind: 'probe', address: a, depth: 'pulse' }]);
  });

  it('is the key itself again after ten minutes, and after a pulse that was missed', () => {
    const adopted = after(fleetOf(planned('pi1')), shows(5, a, 'pi1'), loggedIn(7, a, 'pi1'));
    expect(due(after(adopted, alive(600, a)), 700, 690)).toEqual([probeKey]);
    expect(due(after(adopted, alive(600, a), shows(700, a, 'pi1')), 706, 700)).toEqual([{ ...probeKey, depth: 'pulse' }]);
    expect(due(after(adopted, silent(20, a)), 22, 20)).toEqual([probeKey]);
  });

  it('is a login at each place of two that show one key, over connections of their own, once', () => {
    const two = after(fleetOf(planned('pi1')), shows(5, a, 'pi1'), loggedIn(5.5, a, 'pi1'), shows(6, b, 'pi1'), alive(8, a));
    const logins = (fleet: FleetState, s: number): readonly Work[] => due(fleet, s, s).filter(({ kind }) => kind === 'login');
    const login = { kind: 'login', node: 'pi1', connection: 'own' } as const;
    // What was heard at `a` before `b` was there may be of another boot.
    expect(logins(two, 9)).toEqual([
      { ...login, address: a },
      { ...login, address: b },
    ]);
    const asked = after(two, loggedIn(9, a, 'pi1'), loggedIn(9, b, 'pi1'));
    expect(asked.standings.get('pi1')?.state.kind).toBe('duplicate');
    expect(logins(asked, 30)).toEqual([]);
    expect(logins(after(two, refused(9, a, 'pi1'), loggedIn(9, b, 'pi1')), 10)).toEqual([]);
  });

  it('is a login after a refused one with growing pauses', () => {
    const fleet = after(fleetOf(planned('pi1')), shows(5, a, 'pi1'), refused(6, a, 'pi1'), refused(10, a, 'pi1'));
    const logins = (s: number): number => due(fleet, s, s).filter(({ kind }) => kind === 'login').length;
    expect([logins(12), logins(15)]).toEqual([0, 1]);
  });

  it('is to ask the old address at once when the key shows up at another one', () => {
    const adopted = after(fleetOf(planned('pi1')), shows(5, a, 'pi1'), loggedIn(7, a, 'pi1'), shows(20, b, 'pi1'));
    expect(due(adopted, 20, 18).map((work) => work.address)).toContain(a);
  });

  it('is next to nothing for a machine that is not ours', () => {
    const fleet = after(fleetOf(planned('pi1')), announces(4, a, 'nas'), shows(5, a, 'nas'));
    expect(due(fleet, 60, 5)).toEqual([]);
    expect(due(fleet, 66, 5)).toEqual([probeKey]);
  });

  it('is at most some forty probes a second for hundreds of nodes', () => {
    const nodes = Array.from({ length: 256 }, (_, index) =>
      planned(`pi${String(index)}`, { plannedAddress: `10.0.0.${String(index)}` }),
    );
    const tries = new Map(nodes.map(({ plannedAddress = '' }, index) => [plannedAddress, at(0) + index * 25]));
    expect(dueWork(fleetOf(...nodes), tries, at(6.4)).length).toBeLessThanOrEqual(2);
    expect(dueWork(fleetOf(...nodes), tries, at(7.4)).length).toBeLessThanOrEqual(42);
  });
});
