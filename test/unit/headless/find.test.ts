import { describe, expect, it } from 'vitest';
import type { FleetNode, FleetSnapshot } from '../../../electron/contract/fleet.ts';
import { findCommand } from '../../../electron/headless/commands/find.ts';
import { fleetNews, fleetTable, missingText } from '../../../electron/headless/fleet/words.ts';
import { commandContext } from '../../fakes/command-context.ts';
import { fakeServices } from '../../fakes/fake-services.ts';
import { fingerprint, foreignMachine, inState, upAt, withNodes } from '../../fakes/fleet-samples.ts';

const node = (name: string): FleetNode => ({
  node: name,
  role: 'worker',
  board: 'pi4',
  plannedAddress: `10.0.0.${name.slice(2)}`,
  state: { kind: 'planned' },
  since: '2026-11-24T20:00:00.000Z',
  addresses: [],
  sightings: [],
  says: { text: 'Its card has not been written yet.', tries: ['Write it.'] },
});

const fleet: FleetSnapshot = {
  ...{ dir: '/p', cluster: 'lab', revision: 1, foreign: [], sources: [] },
  nodes: [node('pi1'), node('pi2')],
};

describe('the words about a fleet', () => {
  it('tell what is new, once, and how a node was noticed', () => {
    const up = withNodes(fleet, { pi1: upAt('10.0.0.1') });
    expect(fleetNews(fleet, up)).toEqual(['pi1: ready. It is up, and nothing stands in the way. Noticed by phone-home, mdns.']);
    expect(fleetNews(up, { ...up, revision: 3 })).toEqual([]);
    expect(fleetNews(undefined, fleet)).toHaveLength(2);
  });

  it('name a stranger that stands for a node, and no other', () => {
    const strangers = [foreignMachine({ claims: 'pi2', hostName: 'pi2' }), foreignMachine({ id: 'nas' })];
    const now = { ...fleet, foreign: strangers };
    const line = `192.168.10.22: not ours, though it stands for pi2 (pi2), Raspberry Pi. It shows ${fingerprint('F')}.`;
    expect(fleetNews(fleet, now)).toEqual([line]);
    expect(fleetNews(now, now)).toEqual([]);
  });

  it('say once that a way to find nodes does not work, and what to do', () => {
    const error = { code: 'fleet/no-listener', title: 'Slipway cannot listen.', detail: '', fix: 'Nothing to do.' } as const;
    const deaf: FleetSnapshot = {
      ...fleet,
      sources: [{ finder: 'phone-home', interface: 'eth0', state: { kind: 'failed', error } }],
    };
    expect(fleetNews(fleet, deaf)).toEqual(['phone-home on eth0: Slipway cannot listen. Nothing to do.']);
    expect(fleetNews(deaf, deaf)).toEqual([]);
  });

  it('say what to try for each node that is not there', () => {
    const half = withNodes(fleet, { pi1: upAt('10.0.0.1') });
    expect(missingText(half)).toBe('pi2: Its card has not been written yet.\n  → Write it.');
    expect(missingText(withNodes(half, { pi2: upAt('10.0.0.2') }))).toBe('');
  });

  it('are a table with the address that a node has, or should have, and what is not ours', () => {
    const lines = fleetTable({ ...withNodes(fleet, { pi1: upAt('10.0.0.77') }), foreign: [foreignMachine()] }).split('\n');
    expect(lines.map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual([
      ['NODE', 'STATE', 'ADDRESS'],
      ['pi1', 'ready', '10.0.0.77'],
      ['pi2', 'planned', '10.0.0.2'],
      ['?', 'not ours', '192.168.10.22'],
    ]);
  });
});

/** Runs `slipway find` over snapshots that come one after the other. */
async function find(snapshots: readonly FleetSnapshot[], options: Readonly<Record<string, string | boolean>> = {}) {
  const { services } = fakeServices();
  const adopted: string[] = [];
  const { context, said } = commandContext({
    options,
    services: {
      fleet: {
        ...services.fleet,
        watch: async function* () {
          for (const snapshot of snapshots) yield await Promise.resolve(snapshot);
        },
        adopt: ({ node: name }) => {
          adopted.push(name);
          return Promise.resolve(fleet);
        },
      },
    },
  });
  const code = await findCommand.run({ ...context, args: ['/p'] });
  return { code, adopted, said: said.join('') };
}

describe('slipway find', () => {
  const both = withNodes(fleet, { pi1: upAt('10.0.0.1'), pi2: upAt('10.0.0.2') });

  it('ends well as soon as every node is there', async () => {
    const { code, said } = await find([fleet, both, fleet]);
    expect(code).toBe(0);
    expect(said).toContain('pi2: ready.');
    expect(said).toMatch(/^pi1 +ready +10\.0\.0\.1/m);
  });

  it('ends with 1 and what to try when one is missing, or needs a person', async () => {
    expect(await find([fleet])).toMatchObject({ code: 1, said: expect.stringContaining('  → Write it.') as string });
    const copied = inState({ kind: 'duplicate', addresses: ['10.0.0.2', '10.0.0.3'] }, 'Two machines show its key.', [
      'Switch one off.',
    ]);
    const { code, said } = await find([withNodes(both, { pi2: copied }), both]);
    expect([code, said.includes('  → Switch one off.')]).toEqual([1, true]);
  });

  it('adopts a stranger once its fingerprint was seen, and says that it was not', async () => {
    const adopt = { adopt: [`pi2=${fingerprint('F')}`] as unknown as string };
    expect((await find([{ ...fleet, foreign: [foreignMachine()] }, both], adopt)).adopted).toEqual(['pi2']);
    await expect(find([both], { wait: 'soon' })).rejects.toMatchObject({ code: 'cli/usage' });
    await expect(find([both], { adopt: ['pi2=abc'] as unknown as string })).rejects.toMatchObject({ code: 'cli/usage' });
  });
});
