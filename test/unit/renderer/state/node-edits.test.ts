import { describe, expect, it } from 'vitest';
import type { PlanEdit, ResolvedPlan } from '../../../../electron/contract/plan.ts';
import { editPlanText } from '../../../../electron/engine/plan/edit.ts';
import { parsePlan } from '../../../../electron/engine/plan/parse.ts';
import { resolvePlan } from '../../../../electron/engine/plan/resolve.ts';
import { addNode, changeField, nextNode, removeNode } from '../../../../renderer/state/node-edits.ts';

const text = `apiVersion: slipway/v1
kind: Cluster
name: lab # ours
image: hypriotos-1.12.3
nodes:
  - { name: head, role: control-plane, board: pi4, address: 10.0.0.10/24 } # by the window
  - { name: "pi[01-03]", board: pi3, address: "10.0.0.[11-13]/24", image: other, labels: { rack: top } }
  - { name: tail, board: pi4 }
`;

function plan(source: string): ResolvedPlan {
  const { plan: parsed } = parsePlan(source);
  if (parsed === undefined) throw new Error(source);
  return resolvePlan(parsed);
}

const after = (edits: readonly PlanEdit[]): ResolvedPlan => plan(editPlanText(text, edits));
const before = plan(text);
const names = ({ nodes }: ResolvedPlan): string[] => nodes.map(({ name }) => name);

describe('changing one node', () => {
  it('of a pattern spells the pattern out and changes nothing else', () => {
    const changed = after(changeField(before, { index: 2, field: 'name', value: 'storage' }));
    expect(names(changed)).toEqual(['head', 'pi01', 'storage', 'pi03', 'tail']);
    const rest = (nodes: ResolvedPlan['nodes']) => nodes.map(({ name: _, entry: _entry, ...other }) => other);
    expect(rest(changed.nodes)).toEqual(rest(before.nodes));
  });

  it('that stands alone edits its entry only, and keeps the comment beside it', () => {
    const edits = changeField(before, { index: 0, field: 'board', value: 'pi5' });
    expect(edits).toEqual([{ op: 'set', path: ['nodes', 0, 'board'], value: 'pi5' }]);
    expect(editPlanText(text, edits)).toContain('# by the window');
  });

  it('to nothing takes an optional field away, but never the name', () => {
    expect(changeField(before, { index: 0, field: 'address', value: '' })).toEqual([
      { op: 'remove', path: ['nodes', 0, 'address'] },
    ]);
    expect(changeField(before, { index: 0, field: 'name', value: '' })).toEqual([
      { op: 'set', path: ['nodes', 0, 'name'], value: '' },
    ]);
  });

  it('that is not there changes nothing', () => {
    expect(changeField(before, { index: 99, field: 'name', value: 'x' })).toEqual([]);
    expect(removeNode(before, 99)).toEqual([]);
  });
});

it.each([
  [0, ['pi01', 'pi02', 'pi03', 'tail']],
  [1, ['head', 'pi02', 'pi03', 'tail']],
  [3, ['head', 'pi01', 'pi02', 'tail']],
  [4, ['head', 'pi01', 'pi02', 'pi03']],
])('removing node %i leaves the others', (index, left) => {
  expect(names(after(removeNode(before, index)))).toEqual(left);
});

describe('adding a node', () => {
  it('puts it last', () => {
    expect(names(after(addNode(before)))).toEqual([...names(before), 'tail2']);
  });

  it.each([
    [[], { name: 'pi01', role: 'control-plane', board: 'pi4' }],
    [['pi09'], { name: 'pi10', role: 'worker', board: 'pi4' }],
    [['pi2', 'pi1'], { name: 'pi3', role: 'worker', board: 'pi4' }],
  ])('after %j it is %j', (taken, expected) => {
    const nodes = taken.map((name) => ({ name, role: 'worker', board: 'pi4', entry: 0 }) as const);
    expect(nextNode({ nodes })).toEqual(expected);
  });

  it('takes the next free address', () => {
    const nodes = ['10.0.0.5/24', '10.0.0.6/24', '10.0.0.5/24'].map((address, entry) => ({
      name: `n${String(entry)}`,
      role: 'worker' as const,
      board: 'pi4',
      entry,
      address,
    }));
    expect(nextNode({ nodes })).toMatchObject({ address: '10.0.0.7/24' });
  });
});
