import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseYamlMap, scalarSource, setYamlValue } from '../../../../electron/engine/flash/yaml-value.ts';

const set = (text: string, path: string[], { value = 'new', quoted = false } = {}): string =>
  setYamlValue(text, { path, value, quoted });

describe('setYamlValue', () => {
  it.each([
    ['a plain value', 'a: 1\nhostname: old # why\nb: 2\n', 'a: 1\nhostname: new # why\nb: 2\n'],
    ['a quoted value', 'hostname: "old"\n', 'hostname: new\n'],
    ['a key without a value', 'hostname:\nb: 2\n', 'hostname: new\nb: 2\n'],
    ['a key without a value that has a comment', 'hostname: # here\nb: 2\n', 'hostname: new # here\nb: 2\n'],
    ['a file without the key', '#cloud-config\na: 1\n# end\n', '#cloud-config\na: 1\n# end\nhostname: new\n'],
    ['a file without a last newline', 'a: 1', 'a: 1\nhostname: new\n'],
    ['an empty file', '', 'hostname: new\n'],
    ['a file of comments', '# nothing\n', '# nothing\nhostname: new\n'],
    ['the last of two equal keys', 'hostname: a\nhostname: b\n', 'hostname: a\nhostname: new\n'],
  ])('changes only the value in %s', (_what, before, after) => {
    expect(set(before, ['hostname'])).toBe(after);
  });

  it('leaves alone keys and comments that only contain the word', () => {
    const text = '# hostname: comment\npreserve_hostname: true\nhostname: old\nx: { local-hostname: y, hostname: inner }\n';
    expect(set(text, ['hostname'])).toBe(text.replace('hostname: old', 'hostname: new'));
  });

  it('adds missing keys below their parent and keeps its comments', () => {
    const text = 'wifi:\n  interfaces:\n#     wlan0:\n#       ssid: "x"\nz: 1\n';
    expect(set(text, ['wifi', 'interfaces', 'wlan0', 'ssid'], { value: 'q', quoted: true })).toBe(
      'wifi:\n  interfaces:\n    wlan0:\n      ssid: "q"\n#     wlan0:\n#       ssid: "x"\nz: 1\n',
    );
  });

  it('takes over the indentation of its neighbours', () => {
    expect(set('a:\n     b: 1\n', ['a', 'c'])).toBe('a:\n     c: new\n     b: 1\n');
  });

  it.each([
    ['a flow map', '{ hostname: old, b: 2 }\n'],
    ['a block scalar', 'hostname: |\n  old\nb: 2\n'],
    ['an alias', 'b: &x 2\nhostname: *x\n'],
    ['a list', 'hostname: [a, b]\nb: 2\n'],
    ['an explicit null', 'hostname: ~\nb: 2\n'],
  ])('sets the value where it is %s', (_what, before) => {
    const parsed = parseYamlMap(set(before, ['hostname']));
    expect(parsed.kind === 'map' && parsed.document.toJS()).toEqual({ hostname: 'new', b: 2 });
  });

  it('replaces a parent that is no map', () => {
    const parsed = parseYamlMap(set('wifi: null\nb: 1\n', ['wifi', 'interfaces', 'x']));
    expect(parsed.kind === 'map' && parsed.document.toJS()).toEqual({ wifi: { interfaces: { x: 'new' } }, b: 1 });
  });

  it('puts in any text as that text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), (value, quoted) => {
        const parsed = parseYamlMap(set('a: 1\nkey: old\n# c\n', ['key'], { value, quoted }));
        expect(parsed.kind === 'map' && parsed.document.toJS()).toEqual({ a: 1, key: value });
      }),
    );
  });

  it('writes ASCII only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(scalarSource(value, true)).toMatch(/^[ -~]*$/);
      }),
    );
  });

  it.each(['no', '123', 'true', '1e3', '12:30', '0x1f'])('keeps the host name %s a text', (value) => {
    const parsed = parseYamlMap(set('hostname: old\n', ['hostname'], { value }));
    expect(parsed.kind === 'map' && parsed.document.get('hostname')).toBe(value);
  });
});

describe('parseYamlMap', () => {
  it.each([
    ['tabs', 'a:\n\tb: 1\n'],
    ['an open quote', 'a: "x\n'],
    ['a list at the top', '- a\n'],
    ['plain words', 'hello world\n'],
  ])('finds fault with %s', (_what, text) => {
    expect(parseYamlMap(text).kind).toBe('wrong');
  });

  it.each(['', '# only a comment\n', '\n\n'])('knows that there is nothing in %j', (text) => {
    expect(parseYamlMap(text).kind).toBe('empty');
  });
});
