import { describe, expect, it } from 'vitest';
import type { Drive, DriveVerdict } from '../../../../electron/contract/card.ts';
import type { ClusterNode } from '../../../../electron/contract/plan.ts';
import { assignInOrder, needConfirmation, ordersOf, plannedCards } from '../../../../renderer/state/card-orders.ts';
import { noChoices } from '../../../../renderer/state/view.ts';

const nodes = ['a', 'b', 'c'].map((name): ClusterNode => ({ name, role: 'worker', board: 'pi4', entry: 0 }));
const drive = (path: string, decision: DriveVerdict['decision'] = 'allowed'): Drive => ({
  identity: { path, size: 32 },
  title: path,
  bus: 'USB',
  volumes: [],
  verdict: { decision, reasons: [] },
});
const choices = { ...noChoices('/p'), kind: 'drives' as const };
const files = nodes.map(({ name }) => ({ node: name, path: `/cards/${name}.img` }));

describe('planned cards', () => {
  it('are files for every node that is not left out', () => {
    const planned = plannedCards({ nodes, choices: { ...choices, kind: 'files', skipped: ['b'] }, files, drives: [] });
    expect(planned.map(({ target }) => target)).toEqual([
      { kind: 'file', path: '/cards/a.img' },
      { kind: 'file', path: '/cards/c.img' },
    ]);
  });

  it('never hold a drive that is refused, or that is gone', () => {
    const drives = [drive('/dev/sda', 'refused'), drive('/dev/sdb')];
    const chosen = { ...choices, drives: { a: '/dev/sda', b: '/dev/sdb', c: '/dev/sdz' } };
    const planned = plannedCards({ nodes, choices: chosen, files, drives });
    expect(planned.map(({ node, drive: bound }) => [node.name, bound?.identity.path])).toEqual([['b', '/dev/sdb']]);
  });
});

it('an order carries what was typed for its own drive, and nothing where nothing was', () => {
  const drives = [drive('/dev/sda', 'needs-confirmation'), drive('/dev/sdb')];
  const planned = plannedCards({ nodes, choices: { ...choices, drives: { a: '/dev/sda', b: '/dev/sdb' } }, files, drives });
  expect(needConfirmation(planned).map(({ title }) => title)).toEqual(['/dev/sda']);
  expect(ordersOf(planned, { '/dev/sda': '/dev/sda' }).map(({ node, confirmation }) => [node, confirmation])).toEqual([
    ['a', '/dev/sda'],
    ['b', undefined],
  ]);
});

it('assigning in order skips doubtful drives, keeps what was chosen, and gives no drive twice', () => {
  const drives = [drive('/dev/sda', 'refused'), drive('/dev/sdb', 'needs-confirmation'), drive('/dev/sdc'), drive('/dev/sdd')];
  expect(assignInOrder({ nodes, choices: { ...choices, drives: { b: '/dev/sdc' } }, drives })).toEqual({
    a: '/dev/sdd',
    b: '/dev/sdc',
  });
});
