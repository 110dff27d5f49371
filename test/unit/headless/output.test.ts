import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../electron/contract/errors.ts';
import { createOutput, printable } from '../../../electron/headless/output.ts';

function captured({ json, isTTY = false }: { json: boolean; isTTY?: boolean }) {
  const written = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({ isTTY, columns: 40, write: (text: string) => (written[name] += text) });
  return { written, output: createOutput({ json, stdout: sink('stdout'), stderr: sink('stderr') }) };
}

describe('createOutput', () => {
  it('prints results as text on stdout and news for people on stderr', () => {
    const { written, output } = captured({ json: false });
    output.result({ type: 'x' }, 'three cards');
    output.event({ type: 'progress' });
    output.say('working');
    expect(written).toEqual({ stdout: 'three cards\n', stderr: 'working\n' });
  });

  it('prints no escape sequence in a result, and leaves tabs and CR LF in it', () => {
    const { written, output } = captured({ json: false });
    output.result({ type: 'x' }, 'a,\tb\r\nplan \u001B[2Jlab\rok');
    expect(written.stdout).toBe('a,\tb\r\nplan �[2Jlab�ok\n');
  });

  it('prints only JSON lines on stdout with --json, and nothing on stderr', () => {
    const { written, output } = captured({ json: true });
    output.result({ type: 'x' }, 'three cards');
    output.event({ type: 'progress' });
    output.say('working');
    output.fail(new SlipwayError('project/not-found', '/x'));
    expect(written.stderr).toBe('');
    expect(
      written.stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { type: string }).type),
    ).toEqual(['x', 'progress', 'error']);
  });

  it('leaves passing lines out where stderr is no terminal', () => {
    const { written, output } = captured({ json: false });
    output.say('12 %', 'passing');
    expect(written.stderr).toBe('');
  });

  it('keeps passing lines on one row of a terminal, no wider than it', () => {
    const { written, output } = captured({ json: false, isTTY: true });
    output.say('x'.repeat(100), 'passing');
    output.say('done');
    expect(written.stderr).toBe(`${'x'.repeat(39)}\r\u001B[2Kdone\n`);
  });

  it('shows the code and the fix of an error, never its stack', () => {
    const { written, output } = captured({ json: false });
    output.fail(new SlipwayError('drive/refused', '/dev/sda holds /.'));
    expect(written.stderr).toBe(
      'Slipway will not write to this drive. /dev/sda holds /. [drive/refused]\n→ Choose a removable card.\n',
    );
  });
});

describe('printable', () => {
  it('lets no escape sequence, carriage return or direction override of a foreign name reach the terminal', () => {
    expect(printable('SD\u001B[2Jcard\r\u202Egnp.exe')).toBe('SD�[2Jcard��gnp.exe');
  });

  it('keeps line breaks and letters of every script', () => {
    expect(printable('Größe\n日本')).toBe('Größe\n日本');
  });
});
