import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { SlipwayError } from '../../electron/contract/errors.ts';
import type { Remote } from '../../electron/engine/runbook/step.ts';

/**
 * What of systemctl and systemd-run the scripts use: units are process groups, found again by a file with their number.
 * With a file `misses-ends`, a unit that was stopped stays "deactivating" until systemd is told to look again.
 */
const systemctl = (units: string): string => `#!/bin/sh
act=$1; last=; for last in "$@"; do :; done
unit=\${last%.service}
pid() { cat "${units}/$unit" 2>/dev/null || echo 999999999; }
case $act in
  is-active)
    if kill -0 "-$(pid)" 2>/dev/null; then echo active
    elif [ -f "${units}/$unit.missed" ]; then echo deactivating
    else echo inactive; exit 3
    fi ;;
  stop)
    [ ! -f "${units}/../misses-ends" ] || : >"${units}/$unit.missed"
    kill -TERM "-$(pid)" 2>/dev/null ;;
  kill) kill -KILL "-$(pid)" 2>/dev/null ;;
  daemon-reload) rm -f "${units}"/*.missed ;;
  show-environment | reset-failed) ;;
  *) echo "systemctl $1 is not known here" >&2; exit 1 ;;
esac
`;
const systemdRun = (units: string): string => `#!/bin/sh
unit=\${1#--unit=}; shift
setsid "$@" </dev/null >/dev/null 2>&1 9>&- &
echo $! >"${units}/$unit"
`;

export interface FakeNode {
  readonly remote: Remote;
  /** Where it keeps its acts. */
  readonly actsDir: string;
  /** Fails the next scripts as a lost connection does, after they have run (`after`) or before. */
  readonly drop: (count: number, when: 'before' | 'after') => void;
  /** From now on systemd does not notice that a stopped unit has ended. */
  readonly missEnds: () => void;
  /** Ends all units as a restart does. */
  readonly reboot: () => void;
}

/** This computer as a node: scripts run in the real \`sh\`, as whoever runs the test. */
export function fakeNodeWithUnits(dir: string, name = 'pi1'): FakeNode {
  const [bin, units] = [join(dir, 'bin'), join(dir, 'units')];
  mkdirSync(bin, { recursive: true });
  mkdirSync(units, { recursive: true });
  for (const [file, text] of [
    ['systemctl', systemctl(units)],
    ['systemd-run', systemdRun(units)],
  ] as const) {
    writeFileSync(join(bin, file), text);
    chmodSync(join(bin, file), 0o755);
  }
  let drops: { left: number; when: 'before' | 'after' } = { left: 0, when: 'before' };
  const lost = (): SlipwayError => new SlipwayError('ssh/disconnected', name);
  const remote: Remote = {
    node: name,
    async script(text, { args = [], stdin = '' } = {}) {
      const drop = drops.left > 0 ? drops.when : undefined;
      drops = { ...drops, left: drops.left - 1 };
      if (drop === 'before') throw lost();
      const result = await runScript(text, { args, stdin, path: bin });
      if (drop === 'after') throw lost();
      return result;
    },
  };
  return {
    remote,
    actsDir: join(dir, 'acts'),
    drop: (left, when) => (drops = { left, when }),
    missEnds: () => writeFileSync(join(dir, 'misses-ends'), ''),
    reboot: () => rmSync(units, { recursive: true }),
  };
}

interface Call {
  readonly args: readonly string[];
  readonly stdin: string | Uint8Array;
  readonly path: string;
}

function runScript(text: string, { args, stdin, path }: Call): ReturnType<Remote['script']> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PATH: `${path}:${process.env['PATH'] ?? ''}` };
    const child = spawn('sh', ['-c', text, 'sh', ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.stdin.on('error', () => undefined);
    child.on('close', (code) =>
      resolve({ code: code ?? 255, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
    child.stdin.end(stdin);
  });
}
