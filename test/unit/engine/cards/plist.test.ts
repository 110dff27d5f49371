import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePlist, type PlistValue } from '../../../../electron/engine/cards/plist.ts';

const plist = (content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">\n${content}\n</plist>\n`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function written(value: PlistValue): string {
  if (typeof value === 'string') return `<string>${escaped(value)}</string>`;
  if (typeof value === 'number') return Number.isInteger(value) ? `<integer>${value}</integer>` : `<real>${value}</real>`;
  if (typeof value === 'boolean') return `<${value}/>`;
  if (isArray(value)) return `<array>\n${value.map(written).join('\n')}</array>`;
  return `<dict>\n\t${Object.entries(value)
    .map(([key, entry]) => `<key>${escaped(key)}</key>\n${written(entry)}`)
    .join('\n')}</dict>`;
}

const isArray = (value: PlistValue): value is readonly PlistValue[] => Array.isArray(value);

const { value: anyValue } = fc.letrec<{ value: PlistValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ unit: 'grapheme' }),
    fc.integer(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => key.trim() === key && key !== '' && key !== '__proto__'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
}));

describe('a property list', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(parsePlist(plist(written(value)))).toEqual(value);
      }),
    );
  });

  it.each<[string, PlistValue]>([
    ['<integer>0x1F</integer>', 31],
    ['<real>-1.5e3</real>', -1500],
    ['<date>2026-11-21T10:00:00Z</date>', '2026-11-21T10:00:00Z'],
    ['<string>Jos&#233;&#x27;s &amp; co</string>', 'José\u0027s & co'],
    ['<string> </string>', ' '],
    ['<string/>', ''],
    ['<!-- none --><array/>', []],
  ])('%s is %j', (content, value) => {
    expect(parsePlist(plist(content))).toEqual(value);
  });

  it.each([
    ['nothing', ''],
    ['a sentence', 'tmutil: No destinations configured.'],
    ['no value', plist('')],
    ['two values', plist('<true/><true/>')],
    ['a key twice', plist('<dict><key>a</key><true/><key>a</key><false/></dict>')],
    ['a key without a value', plist('<dict><key>a</key></dict>')],
    ['an element of another language', plist('<script>x</script>')],
    ['an element that is not closed', plist('<array>')],
    ['an element that is closed by another', plist('<string>a</integer>')],
    ['a number that is none', plist('<integer>12 cards</integer>')],
    ['an entity of its own', plist('<string>&xxe;</string>')],
    ['an entity that JavaScript knows', plist('<string>&constructor;</string>')],
    [
      'a declaration of entities',
      '<!DOCTYPE plist [<!ENTITY xxe SYSTEM "file:///etc/passwd">]><plist><string>&xxe;</string></plist>',
    ],
    ['arrays without end', plist('<array>'.repeat(100) + '</array>'.repeat(100))],
    ['a second list', plist('<true/>') + plist('<true/>')],
  ])('of %s is refused', (_what, text) => {
    expect(() => parsePlist(text)).toThrow(SyntaxError);
  });
});
