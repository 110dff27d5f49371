import type { NodeFacts } from '../../../contract/facts.ts';
import { decodeThrottled } from './throttled.ts';
import { known, numberOf, shown, words, type Sections } from './sections.ts';

/** The board, its kernel and what they say of themselves. */
export function systemFacts(sections: Sections): Partial<NodeFacts> {
  const kernelBits = bitsOf(sections.first('machine'));
  const architecture = sections.first('architecture');
  return known({
    ...boardFacts(sections.lines('board')),
    memoryBytes: kibibytes(sections.first('memory')),
    cores: numberOf(sections.first('cores')),
    architecture: architecture !== undefined && /^[a-z0-9-]{2,20}$/.test(architecture) ? architecture : undefined,
    kernelBits,
    pageSize: numberOf(sections.first('page')),
    os: osFacts(sections),
    kernel: sections.first('kernel'),
    uptimeSeconds: numberOf(words(sections.first('uptime') ?? '')[0]),
    load: numberOf(words(sections.first('load') ?? '')[0]),
    cgroup: cgroupFacts(sections),
    bootId: pattern(sections.first('boot-id'), /^[0-9a-f-]{36}$/),
    machineId: pattern(sections.first('machine-id'), /^[0-9a-f]{32}$/),
    temperature: celsius(sections.first('temperature')),
    throttled: decodeThrottled(sections.first('throttled') ?? ''),
    cloudInit: cloudInit(sections),
    ...cmdlineFacts(sections),
  });
}

const pattern = (text: string | undefined, form: RegExp): string | undefined =>
  text !== undefined && form.test(text) ? text : undefined;

function boardFacts(lines: readonly string[]): Pick<NodeFacts, 'model' | 'revision'> {
  const revision = lines.map((line) => /^revision ([0-9a-f]{4,16})$/i.exec(line)?.[1]?.toLowerCase()).find(Boolean);
  const model = lines
    .filter((line) => !line.startsWith('revision '))
    .map(shown)
    .find((line) => line !== '');
  return known({ model, revision });
}

const kibibytes = (line: string | undefined): number | undefined => {
  const count = numberOf(/(\d+) kB/.exec(line ?? '')?.[1]);
  return count === undefined ? undefined : count * 1024;
};

/** `uname -m` names the kernel alone: a 64-bit kernel under a 32-bit userland is usual on Pi OS. */
function bitsOf(machine: string | undefined): 32 | 64 | undefined {
  if (machine === undefined) return undefined;
  return /64/.test(machine) ? 64 : 32;
}

function osFacts(sections: Sections): NodeFacts['os'] {
  const values = new Map(
    sections.lines('os-release').flatMap((line) => {
      const at = line.indexOf('=');
      return at === -1 ? [] : [[line.slice(0, at), shown(line.slice(at + 1)).replace(/^["']|["']$/g, '')] as const];
    }),
  );
  const id = values.get('ID');
  if (id === undefined) return undefined;
  const hypriot = sections.first('hypriot')?.replace(/^["']|["']$/g, '');
  const pretty = values.get('PRETTY_NAME') ?? values.get('NAME') ?? id;
  return { id, version: values.get('VERSION_ID') ?? '', pretty, ...(hypriot === undefined ? {} : { hypriot }) };
}

/**
 * Version 2 lists its controllers; of version 1 those count that are enabled and mounted. /proc/cgroups alone lies on
 * 6.12 kernels, which leave memory out of it (raspberrypi/linux#6980).
 */
function cgroupFacts(sections: Sections): NodeFacts['cgroup'] {
  const kind = sections.first('cgroup-kind');
  if (kind === 'cgroup2fs') return { version: 2, controllers: words(sections.first('cgroup-controllers') ?? '').slice(0, 30) };
  if (kind === undefined) return undefined;
  const mounted = new Set(
    sections.lines('mounts').flatMap((line) => {
      const [, , type, options = ''] = words(line);
      return type === 'cgroup' ? options.split(',') : [];
    }),
  );
  const enabled = sections.lines('cgroups').flatMap((line) => {
    const [name = '', , , on] = words(line);
    return on === '1' && mounted.has(name) ? [shown(name)] : [];
  });
  return { version: 1, controllers: enabled };
}

/** Quoted tokens may hold blanks, as the kernel has it. */
const tokensOf = (line: string): readonly string[] =>
  (line.match(/(?:"[^"]*"|[^\s"]|"(?=[^"]*$))+/g) ?? []).slice(0, 200).map(shown);

function cmdlineFacts(sections: Sections): Pick<NodeFacts, 'cmdline' | 'cmdlineFile'> {
  const running = sections.lines('cmdline')[0];
  const [path, ...content] = sections.lines('cmdline-file');
  const line = content.find((text) => text.trim() !== '') ?? '';
  return known({
    cmdline: running === undefined ? undefined : tokensOf(running),
    cmdlineFile: path === undefined ? undefined : { path: shown(path), tokens: tokensOf(line) },
  });
}

/** Millidegrees from the kernel, or `temp=48.3'C` from the firmware. */
function celsius(text: string | undefined): number | undefined {
  const firmware = numberOf(/^temp=(-?\d+(?:\.\d+)?)/.exec(text ?? '')?.[1]);
  if (firmware !== undefined) return firmware;
  const kernel = numberOf(text);
  return kernel === undefined || Math.abs(kernel) > 200_000 ? undefined : Math.round(kernel / 100) / 10;
}

/** From cloud-init's own files in /run: a result tells that it is over, a status that it runs. */
function cloudInit(sections: Sections): string | undefined {
  const result = sections.lines('cloud-init-result').join('\n');
  if (result.trim() !== '') return /"errors":\s*\[\s*\]/.test(result) ? 'done' : 'error';
  return sections.lines('cloud-init-status').join('').trim() === '' ? undefined : 'running';
}
