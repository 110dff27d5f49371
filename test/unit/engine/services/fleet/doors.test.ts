import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMachine } from '../../../../../electron/engine/services/fleet/doors.ts';

const machineId = '0123456789abcdef0123456789abcdef';
const bootId = '11111111-2222-4333-8444-555555555555';

describe('what a node says of itself', () => {
  it('is its machine-id, its boot and its addresses', () => {
    expect(parseMachine(`${machineId}\n${bootId}\n192.168.10.21 fd00::7 \n`)).toEqual({
      machineId,
      bootId,
      addresses: ['192.168.10.21', 'fd00::7'],
    });
  });

  it('counts only as far as it is what it should be', () => {
    expect(parseMachine('\u001B[2J\nuninitialized\npi1 10.0.0.300\n')).toEqual({ machineId: '', bootId: '', addresses: [] });
  });

  it('may be any text without harm', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseMachine(text).addresses.length).toBeLessThanOrEqual(16);
      }),
    );
  });
});
