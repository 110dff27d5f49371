/** Lines of a log that name a node as a word of its own: `pi1` is in `"node":"pi1"`, not in `pi10` nor `pi1-spare`. */
export function linesAbout(log: string, node: string): readonly string[] {
  const isPart = (character: string | undefined): boolean => character !== undefined && /[a-z0-9-]/i.test(character);
  const names = (line: string): boolean => {
    for (let at = line.indexOf(node); at >= 0; at = line.indexOf(node, at + 1))
      if (!isPart(line[at - 1]) && !isPart(line[at + node.length])) return true;
    return false;
  };
  return log.split('\n').filter(names);
}
