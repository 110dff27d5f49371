/** Long names of the options that take a value, by letter. */
const letters: Readonly<Record<string, string>> = {
  u: 'userdata',
  m: 'metadata',
  C: 'bootconf',
  c: 'config',
  F: 'file',
  n: 'hostname',
  s: 'ssid',
  p: 'password',
  l: 'clusterlab',
  d: 'device',
};

const valued = new Set([...Object.values(letters), 'confirm', 'data-dir']);

/** Joins each value to its option, so that a Wi-Fi key may begin with a hyphen, as with getopts. */
export function joinValues(words: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') return [...joined, ...words.slice(at)];
    const name = valueOption(word);
    const value = words[at + 1];
    if (name === undefined || value === undefined) joined.push(word);
    else {
      joined.push(`--${name}=${value}`);
      at += 1;
    }
  }
  return joined;
}

/** The long name when the word is an option that takes the next word as its value. */
function valueOption(word: string): string | undefined {
  if (word.startsWith('--')) return valued.has(word.slice(2)) ? word.slice(2) : undefined;
  return word.length === 2 && word.startsWith('-') && Object.hasOwn(letters, word.charAt(1))
    ? letters[word.charAt(1)]
    : undefined;
}
