import { nodePrograms, type AptSource, type NodeFacts, type NodeProgram } from '../../../contract/facts.ts';
import { known, shown, words, type Sections } from './sections.ts';

type SoftwareFacts = Pick<NodeFacts, 'modules' | 'iptables' | 'programs' | 'leftovers' | 'packagesLocked' | 'aptSources'>;

export function softwareFacts(sections: Sections): SoftwareFacts {
  const locks = sections.lines('package-locks');
  return {
    modules: modulesOf(sections.lines('modules')),
    programs: sections.lines('programs').flatMap(program),
    leftovers: sections
      .lines('leftovers')
      .map(shown)
      .filter((path) => path.startsWith('/'))
      .slice(0, 30),
    aptSources: aptSources(sections.lines('apt-sources')).slice(0, 200),
    ...known({
      iptables: iptables(sections.first('iptables')),
      packagesLocked: locks[0] === 'known' ? locks.length > 1 : undefined,
    }),
  };
}

function modulesOf(lines: readonly string[]): NodeFacts['modules'] {
  return lines.map(words).flatMap(([name = '', state]) => {
    const isState = state === 'loaded' || state === 'available' || state === 'missing';
    return isState && /^\w{2,30}$/.test(name) ? [{ name, state }] : [];
  });
}

/** Debian 10's 1.8 says which kernel interface it speaks; before 1.8 there was only the legacy one. */
function iptables(text: string | undefined): NodeFacts['iptables'] {
  if (text?.startsWith('iptables v') !== true) return undefined;
  return text.includes('nf_tables') ? 'nft' : 'legacy';
}

const isProgram = (name: string): name is NodeProgram => nodePrograms.some((program) => program === name);

/** `docker Docker version 20.10.24+dfsg1, build 297e128`: the first thing that looks like a version. */
function program(line: string): NodeFacts['programs'] {
  const [name = '', ...rest] = words(line);
  if (!isProgram(name)) return [];
  return [{ name, version: /\bv?(\d{1,4}\.\d{1,4}(?:\.\d{1,6})?[\w.+~-]{0,40})/.exec(rest.join(' '))?.[1] ?? '' }];
}

/** One-line sources (`deb [options] URL SUITE …`) and deb822 stanzas (`URIs:`, `Suites:`, `Enabled:`), by file. */
function aptSources(lines: readonly string[]): readonly AptSource[] {
  const files: { readonly file: string; readonly lines: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith('file /')) files.push({ file: shown(line.slice(5)), lines: [] });
    else files.at(-1)?.lines.push(line.trim());
  }
  return files.flatMap(({ file, lines: content }) =>
    file.endsWith('.sources') ? stanzas(file, content) : oneLiners(file, content),
  );
}

function oneLiners(file: string, lines: readonly string[]): readonly AptSource[] {
  return lines.flatMap((line) => {
    const match = /^deb(?:-src)?\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)/.exec(line);
    return match === null ? [] : source(file, match[1], match[2]);
  });
}

function stanzas(file: string, lines: readonly string[]): readonly AptSource[] {
  const split = lines.join('\n').split(/\n{2,}/);
  return split.flatMap((stanza) => {
    const field = (name: string): readonly string[] =>
      words(
        stanza
          .split('\n')
          .find((line) => line.startsWith(`${name}:`))
          ?.slice(name.length + 1) ?? '',
      );
    if (field('Enabled')[0] === 'no') return [];
    return field('URIs').flatMap((url) => field('Suites').flatMap((suite) => source(file, url, suite)));
  });
}

/** The URL stays as it is written, so that a repair finds it again. */
function source(file: string, url = '', suite = ''): readonly AptSource[] {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^(?:https?|ftp|mirror\+\w+):$/.test(parsed.protocol)) return [];
  // A password of a private mirror is not a fact to keep.
  const isPrivate = parsed.username !== '' || parsed.password !== '';
  const kept = isPrivate ? `${parsed.protocol}//${parsed.host}${parsed.pathname}` : url;
  return [{ file, url: shown(kept), host: shown(parsed.host), suite: shown(suite) }];
}
