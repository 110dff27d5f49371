import { describe, expect, it } from 'vitest';
import type { CardOrder, CardTarget, Drive, DriveVerdict } from '../../../../electron/contract/card.ts';
import { checkOrders, targetKey } from '../../../../electron/engine/cards/orders.ts';

const drive = (path: string, decision: DriveVerdict['decision'] = 'allowed'): Drive => ({
  identity: { path, size: 32e9, serial: '1', sequence: '7' },
  title: `Card in ${path}`,
  bus: 'usb',
  volumes: [],
  verdict: { decision, reasons: decision === 'allowed' ? [] : [{ code: 'virtual', message: 'It is virtual.' }] },
});
const drives = [drive('/dev/sda', 'refused'), drive('/dev/sdb'), drive('/dev/sdc', 'needs-confirmation')];

const onDrive = (node: string, path: string, change: Partial<CardOrder> = {}): CardOrder => ({
  node,
  target: { kind: 'drive', drive: { path, size: 32e9, serial: '1' } },
  ...change,
});
const onFile = (node: string, path: string): CardOrder => ({ node, target: { kind: 'file', path } });
const file = (path: string): CardTarget => ({ kind: 'file', path });

const containing = (text: string): unknown => expect.stringContaining(text);

describe('orders', () => {
  it.each<[string, readonly CardOrder[]]>([
    ['for different targets', [onDrive('a', '/dev/sdb'), onFile('b', '/cards/b.img'), onFile('c', '/cards/c.img')]],
    ['confirmed by the path of the drive', [onDrive('a', '/dev/sdc', { confirmation: '/dev/sdc' })]],
    ['confirmed by the title of the drive', [onDrive('a', '/dev/sdc', { confirmation: 'Card in /dev/sdc' })]],
  ])('%s are carried out', (_what, orders) => {
    expect(() => checkOrders(orders, { drives, running: [file('/cards/other.img')] })).not.toThrow();
  });

  it.each<[string, readonly CardOrder[], string, string]>([
    ['of a node twice', [onFile('a', '/1.img'), onFile('a', '/2.img')], 'engine/bad-request', 'a was'],
    [
      'of two nodes on one drive',
      [onDrive('a', '/dev/sdb'), onDrive('b', '/dev/sdb')],
      'card/two-nodes-one-target',
      'a → /dev/sdb, b → /dev/sdb',
    ],
    [
      'of two nodes in one file, written differently',
      [onFile('a', '/x/1.img'), onFile('b', '/x/../x/1.img')],
      'card/two-nodes-one-target',
      'a → /x/1.img',
    ],
    ['for a target of a running batch', [onFile('a', '/cards/busy.img')], 'card/in-use', '/cards/busy.img'],
    ['for a drive that is not there', [onDrive('a', '/dev/sdx')], 'drive/not-found', '/dev/sdx'],
    [
      'for a drive that was changed',
      [onDrive('a', '/dev/sdb', { target: { kind: 'drive', drive: { path: '/dev/sdb', size: 16e9, serial: '2' } } })],
      'drive/changed',
      'size and serial',
    ],
    [
      'for a reader that was given another card of the same size',
      [
        onDrive('a', '/dev/sdb', {
          target: { kind: 'drive', drive: { path: '/dev/sdb', size: 32e9, serial: '1', sequence: '8' } },
        }),
      ],
      'drive/changed',
      'a card was changed',
    ],
    [
      'for a refused drive, confirmed or not',
      [onDrive('a', '/dev/sda', { confirmation: '/dev/sda' })],
      'drive/refused',
      'It is virtual.',
    ],
    ['for a drive that must be confirmed', [onDrive('a', '/dev/sdc')], 'drive/needs-confirmation', 'It is virtual.'],
    [
      'confirmed for another drive',
      [onDrive('a', '/dev/sdc', { confirmation: '/dev/sdb' })],
      'drive/needs-confirmation',
      '/dev/sdc',
    ],
    ['confirmed with "yes"', [onDrive('a', '/dev/sdc', { confirmation: 'yes' })], 'drive/needs-confirmation', '/dev/sdc'],
  ])('%s are not', (...[, orders, code, detail]) => {
    const context = { drives, running: [file('/cards/busy.img')] };
    expect(() => checkOrders(orders, context)).toThrow(expect.objectContaining({ code, detail: containing(detail) }));
  });

  it('compare file names as the system does', () => {
    expect(targetKey(file('/Cards/A.img'), 'win32')).toBe(targetKey(file('/cards/a.img'), 'win32'));
    expect(targetKey(file('/Cards/A.img'), 'linux')).not.toBe(targetKey(file('/cards/a.img'), 'linux'));
  });
});
