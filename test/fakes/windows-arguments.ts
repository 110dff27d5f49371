/**
 * Takes a command line apart as CommandLineToArgvW does with everything after the program: the rules of learn.microsoft.com,
 * "Parsing C++ command-line arguments".
 */
export function windowsArguments(line: string): readonly string[] {
  const args: string[] = [];
  let current: string | undefined;
  let quoted = false;
  for (let at = 0; at < line.length;) {
    const slashes = /^\\*/.exec(line.slice(at))?.[0].length ?? 0;
    const next = line[at + slashes];
    if (next === '"') {
      current = (current ?? '') + '\\'.repeat(Math.floor(slashes / 2));
      if (slashes % 2 === 1) current += '"';
      else quoted = !quoted;
      at += slashes + 1;
    } else if (slashes > 0) {
      current = (current ?? '') + '\\'.repeat(slashes);
      at += slashes;
    } else if ((next === ' ' || next === '\t') && !quoted) {
      if (current !== undefined) args.push(current);
      current = undefined;
      at += 1;
    } else {
      current = (current ?? '') + (next ?? '');
      at += 1;
    }
  }
  return current === undefined ? args : [...args, current];
}
