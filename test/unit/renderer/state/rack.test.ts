import { describe, expect, it } from 'vitest';
import type { CardState } from '../../../../electron/contract/card.ts';
import type { ClusterNode } from '../../../../electron/contract/plan.ts';
import { rackLayout } from '../../../../renderer/state/rack-layout.ts';
import { rackModel, writtenCount } from '../../../../renderer/state/rack-model.ts';

const node = (name: string): ClusterNode => ({ name, role: 'worker', board: 'pi4', entry: 0 });
const target = { kind: 'file', path: '/x.img' } as const;
const done: CardState = {
  kind: 'done',
  report: { bytesWritten: 1, bytesVerified: 1, ranges: 1, files: [], seconds: 1, readBack: 'direct' },
};
const record = (name: string, state: CardState) => ({ node: name, target, state, at: '2026-11-21T00:00:00.000Z', imageId: 'x' });

describe('the rack', () => {
  it('shows what the journal says of each node', () => {
    const rack = rackModel({ nodes: [node('a'), node('b')], history: [record('a', done)], live: [], fleet: undefined });
    expect(rack.map(({ name, state, tone }) => [name, state, tone])).toEqual([
      ['a', 'card-written', 'ok'],
      ['b', 'planned', 'idle'],
    ]);
    expect(writtenCount(rack)).toBe(1);
  });

  it('believes what happens now more than what was written once', () => {
    const progress = { done: 1, total: 2, bytesPerSecond: 1 };
    const live = [{ node: 'a', target, state: { kind: 'running', phase: 'writing', progress } as const }];
    const [first] = rackModel({ nodes: [node('a')], history: [record('a', done)], live, fleet: undefined });
    expect(first).toMatchObject({ state: 'writing', tone: 'run' });
    expect(first?.fraction).toBeGreaterThan(0);
  });

  it('leaves out cards of nodes that the plan no longer has', () => {
    expect(rackModel({ nodes: [], history: [record('old', done)], live: [], fleet: undefined })).toEqual([]);
  });
});

describe('the rack’s drawing', () => {
  it.each([1, 3, 6, 7, 12, 24, 40])('of %i nodes keeps units apart, cables apart and everything inside', (count) => {
    const { units, width, height, ports } = rackLayout(count);
    expect(units).toHaveLength(count);
    expect(ports.length).toBeGreaterThanOrEqual(count);
    units.slice(1).forEach((unit, index) => {
      const above = units[index];
      expect(unit.y).toBeGreaterThan((above?.y ?? 0) + (above?.height ?? 0));
    });
    const lanes = units.map(({ wire }) => Number(/H([\d.]+)V/.exec(wire)?.[1]));
    expect(new Set(lanes).size).toBe(count);
    expect(Math.max(...lanes)).toBeLessThan(width);
    expect((units.at(-1)?.y ?? 0) + (units.at(-1)?.height ?? 0)).toBeLessThanOrEqual(height);
  });
});
