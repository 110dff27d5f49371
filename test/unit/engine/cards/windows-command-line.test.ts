import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowsCommandLine } from '../../../../electron/engine/cards/windows-command-line.ts';
import { windowsArguments } from '../../../fakes/windows-arguments.ts';

describe('a Windows command line', () => {
  it.each([
    [['C:\\Program Files\\Slipway\\node.exe', '--pipe'], '"C:\\Program Files\\Slipway\\node.exe" --pipe'],
    [['', 'a'], '"" a'],
    [['say "hi"'], '"say \\"hi\\""'],
    [['C:\\with space\\'], '"C:\\with space\\\\"'],
    [['\\\\.\\pipe\\slipway-1'], '\\\\.\\pipe\\slipway-1'],
  ])('of %j is %s', (args, line) => {
    expect(windowsCommandLine(args)).toBe(line);
  });

  it('comes apart into the same arguments', () => {
    const nasty = fc.string({ unit: fc.constantFrom('"', '\\', ' ', '\t', 'a', '&', '|', '%', '^', "'", '’', 'é') });
    fc.assert(
      fc.property(fc.array(nasty), (args) => {
        expect(windowsArguments(windowsCommandLine(args))).toEqual(args);
      }),
    );
  });
});
