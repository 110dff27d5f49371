import { describe, expect, it } from 'vitest';
import { elevationFor, type Circumstances, type WriterProgram } from '../../../../electron/engine/cards/elevation.ts';
import { windowsArguments } from '../../../fakes/windows-arguments.ts';

const program: WriterProgram = {
  nodePath: 'C:\\Users\\Zoë O’Neil & "co"; calc\\node.exe',
  nodeArguments: ['--enable-source-maps'],
  entry: 'C:\\Program Files\\$(calc)\\main.js',
};
const asked = (change: Partial<Circumstances>) =>
  elevationFor(program, { platform: 'linux', terminal: false, askpass: false, ...change });
const writer = [program.nodePath, '--enable-source-maps', program.entry];

describe('how an administrator is asked for', () => {
  it('is pkexec on Linux, and the writer is told that it is for drives only', () => {
    expect(asked({ platform: 'linux', terminal: true })).toEqual({
      kind: 'stdio',
      by: 'pkexec',
      command: 'pkexec',
      args: ['--disable-internal-agent', ...writer, '--drives-only'],
    });
  });

  it('has the entry as the first argument of Node, which is what the polkit policy names', () => {
    const elevation = elevationFor(
      { nodePath: '/node', entry: '/main.js' },
      { platform: 'linux', terminal: false, askpass: false },
    );
    const args = elevation.kind === 'stdio' ? elevation.args : [];
    expect(args.slice(1, 3)).toEqual(['/node', '/main.js']);
  });

  it.each<[string, Partial<Circumstances>, readonly string[]]>([
    ['a terminal', { terminal: true }, []],
    ['an askpass program of the user', { askpass: true }, ['-A']],
    ['both', { terminal: true, askpass: true }, ['-A']],
  ])('is sudo on a Mac with %s, by its full path and with nothing that could be an option of it', (_what, change, options) => {
    expect(asked({ platform: 'darwin', ...change })).toEqual({
      kind: 'stdio',
      by: 'sudo',
      command: '/usr/bin/sudo',
      args: [...options, '-p', 'Password of %p, to write the memory cards: ', '--', ...writer, '--drives-only'],
    });
  });

  it('is impossible on a Mac with neither, and says what to do', () => {
    expect(asked({ platform: 'darwin' })).toMatchObject({
      kind: 'impossible',
      fix: expect.stringContaining('sudo slipway write') as string,
    });
  });

  it('is UAC on Windows, by a script that holds no path of anyone, and arguments that arrive whole', () => {
    const elevation = asked({ platform: 'win32' });
    if (elevation.kind !== 'pipe') throw new Error('a pipe was expected');
    const script = Buffer.from(elevation.args.at(-1) ?? '', 'base64').toString('utf16le');
    expect(script).toContain('-Verb RunAs');
    expect(script).not.toContain('calc');
    const { SLIPWAY_NODE, SLIPWAY_ARGUMENTS = '' } = elevation.env({ pipe: '\\\\.\\pipe\\slipway-1', token: 'abc' });
    expect([SLIPWAY_NODE, ...windowsArguments(SLIPWAY_ARGUMENTS)]).toEqual([
      ...writer,
      '--pipe',
      '\\\\.\\pipe\\slipway-1',
      'abc',
    ]);
  });
});
