/** Changes to the kernel command line. Of `remove`, an entry that ends in `=` stands for every token of that key. */
export interface CmdlineEdit {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

/**
 * Edits cmdline.txt token by token. The result is one line with the line ending of the original; PARTUUID, `init=`
 * and unknown tokens survive in their order. The firmware passes on the first line only, so further lines were
 * never in force and are dropped.
 */
export function editCmdline(line: string, { add = [], remove = [] }: CmdlineEdit): string {
  const ending = /\r?\n$/.exec(line)?.[0].replace('\r', '') ?? '';
  const tokens = tokensOf(line).filter((token) => !remove.some((pattern) => matches(pattern, token)));
  return add.reduce(withToken, tokens).join(' ') + ending;
}

function tokensOf(text: string): readonly string[] {
  const firstLine = text.split(/\r?\n/).find((line) => line.trim() !== '') ?? '';
  return splitTokens(firstLine.replace(/^\uFEFF/, ''));
}

/** Splits at blanks outside double quotes, as the kernel does. */
const splitTokens = (line: string): readonly string[] => line.match(/(?:"[^"]*"|[^\s"]|"(?=[^"]*$))+/g) ?? [];

const matches = (pattern: string, token: string): boolean =>
  pattern.endsWith('=') ? token.startsWith(pattern) : token === pattern;

/** The last word wins in the kernel, so a token that is switched off later on is moved behind the switch. */
function withToken(tokens: readonly string[], token: string): readonly string[] {
  const at = tokens.findLastIndex((present) => says(present, token));
  if (at !== -1 && !tokens.slice(at).some((later) => later === oppositeOf(token))) return tokens;
  return [...tokens.filter((present) => present !== token), token];
}

/** `cgroup_enable=cpuset,memory` says `cgroup_enable=memory` too: the Pi's kernel takes lists. */
function says(present: string, token: string): boolean {
  if (present === token) return true;
  const [key, value] = token.split('=');
  if (key !== 'cgroup_enable' || value === undefined || !present.startsWith('cgroup_enable=')) return false;
  return present.slice('cgroup_enable='.length).split(',').includes(value);
}

const oppositeOf = (token: string): string => token.replace('cgroup_enable=', 'cgroup_disable=');
