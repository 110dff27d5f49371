/** A value of an XML property list; dates and data stay text. */
export type PlistValue = string | number | boolean | readonly PlistValue[] | PlistDict;
export interface PlistDict {
  readonly [key: string]: PlistValue;
}

/** Deeper than anything diskutil or tmutil writes. */
const deepest = 32;

/**
 * Parses an XML property list, strictly: anything outside of Apple's DTD (PropertyList-1.0.dtd), a key twice, or an
 * entity beyond the five of XML is a SyntaxError. Pure.
 */
export function parsePlist(xml: string): PlistValue {
  const reader: Reader = { tokens: tokenize(xml), at: 0 };
  take(reader, 'open', 'plist');
  const value = readValue(reader, 0);
  take(reader, 'close', 'plist');
  if (reader.at !== reader.tokens.length) throw new SyntaxError('something follows the property list');
  return value;
}

interface Token {
  readonly kind: 'open' | 'close' | 'empty' | 'text';
  /** The element's name, or the text itself. */
  readonly text: string;
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
}

const piece = /<\?[^>]*\?>|<!DOCTYPE[^>[]*>|<!--[\s\S]*?-->|<(\/?)([a-z]+)(?: version="1\.0")?\s*(\/?)>|([^<]+)/y;

function tokenize(xml: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < xml.length; at = piece.lastIndex) {
    piece.lastIndex = at;
    const found = piece.exec(xml);
    if (found === null) throw new SyntaxError(`not a property list at character ${at}`);
    const [, slash, name, selfClosing, text] = found;
    if (name !== undefined) tokens.push({ kind: tagKind(slash, selfClosing), text: name });
    else if (text !== undefined) tokens.push({ kind: 'text', text: unescapeXml(text) });
  }
  return tokens.filter((token, index) => token.kind !== 'text' || token.text.trim() !== '' || isContent(tokens, index));
}

function tagKind(slash: string | undefined, selfClosing: string | undefined): Token['kind'] {
  if (slash === '/') return 'close';
  return selfClosing === '/' ? 'empty' : 'open';
}

/** White space between elements means nothing; inside of a string it is the string. */
function isContent(tokens: readonly Token[], index: number): boolean {
  const [before, after] = [tokens[index - 1], tokens[index + 1]];
  return before?.kind === 'open' && after?.kind === 'close' && before.text === 'string' && after.text === 'string';
}

const entities: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

function unescapeXml(text: string): string {
  return text.replace(/&([^;&]*);?/g, (all, name: string) => {
    const code = /^#x([0-9a-f]{1,6})$/i.exec(name)?.[1] ?? /^#(\d{1,7})$/.exec(name)?.[1];
    const known = entities.get(name) ?? (code === undefined ? undefined : characterOf(code, name));
    if (known === undefined || !all.endsWith(';')) throw new SyntaxError(`unknown entity ${all}`);
    return known;
  });
}

function characterOf(code: string, name: string): string | undefined {
  const point = Number.parseInt(code, /^#x/i.test(name) ? 16 : 10);
  return point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}

function take(reader: Reader, kind: Token['kind'], text: string): void {
  const token = reader.tokens[reader.at++];
  if (token?.kind !== kind || token.text !== text) throw new SyntaxError(`expected ${kind} ${text}`);
}

const isNext = ({ tokens, at }: Reader, kind: Token['kind'], text: string): boolean =>
  tokens[at]?.kind === kind && tokens[at].text === text;

function readValue(reader: Reader, depth: number): PlistValue {
  if (depth > deepest) throw new SyntaxError('nested too deeply');
  const token = reader.tokens[reader.at++];
  if (token?.kind === 'empty') return emptyValue(token.text);
  if (token?.kind !== 'open') throw new SyntaxError('expected a value');
  switch (token.text) {
    case 'dict':
      return readDict(reader, depth);
    case 'array':
      return readArray(reader, depth);
    default:
      return scalar(token.text, readText(reader, token.text));
  }
}

function readDict(reader: Reader, depth: number): PlistDict {
  const entries = new Map<string, PlistValue>();
  while (!isNext(reader, 'close', 'dict')) {
    take(reader, 'open', 'key');
    const key = readText(reader, 'key');
    if (entries.has(key)) throw new SyntaxError(`${key} is there twice`);
    entries.set(key, readValue(reader, depth + 1));
  }
  reader.at++;
  return Object.fromEntries(entries);
}

function readArray(reader: Reader, depth: number): readonly PlistValue[] {
  const values: PlistValue[] = [];
  while (!isNext(reader, 'close', 'array')) values.push(readValue(reader, depth + 1));
  reader.at++;
  return values;
}

/** The text up to the end of its element. */
function readText(reader: Reader, element: string): string {
  const token = reader.tokens[reader.at];
  const text = token?.kind === 'text' ? token.text : '';
  if (token?.kind === 'text') reader.at++;
  take(reader, 'close', element);
  return text;
}

function emptyValue(element: string): PlistValue {
  switch (element) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'dict':
      return {};
    case 'array':
      return [];
    case 'string':
    case 'data':
      return '';
    default:
      throw new SyntaxError(`<${element}/> is not a value`);
  }
}

function scalar(element: string, text: string): PlistValue {
  switch (element) {
    case 'string':
    case 'date':
    case 'data':
      return text;
    case 'integer':
      return numberOf(text, /^[+-]?(\d+|0x[0-9a-f]+)$/i);
    case 'real':
      return numberOf(text, /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i);
    default:
      throw new SyntaxError(`<${element}> is not a value`);
  }
}

function numberOf(text: string, form: RegExp): number {
  const value = Number(text.trim());
  if (!form.test(text.trim()) || Number.isNaN(value)) throw new SyntaxError(`${text} is not a number`);
  return value;
}
