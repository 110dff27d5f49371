import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../../../electron/contract/errors.ts';
import type { RepairStep } from '../../../../../electron/contract/facts.ts';
import type { ScriptShell } from '../../../../../electron/engine/fleet/facts/gather.ts';
import type { Fix } from '../../../../../electron/engine/fleet/preflight/fixes/fix.ts';
import { repairNode } from '../../../../../electron/engine/fleet/preflight/repair.ts';

/** A node in memory: what it said last, what is true of it, and how it reboots. */
interface FakeState {
  readonly done: Set<string>;
  readonly afterReboot: Set<string>;
  readonly ran: string[];
  boots: number;
  /** Answers that fail after a reboot was asked for. */
  away: number;
  comesBack: boolean;
}

const bootIdOf = (boots: number): string => `00000000-0000-0000-0000-${String(boots).padStart(12, '0')}`;

function fakeShell(state: FakeState): ScriptShell {
  const ok = (stdout = ''): { code: number; stdout: string; stderr: string } => ({ code: 0, stdout, stderr: '' });
  return {
    script: (text) => {
      if (state.away > 0) {
        state.away -= 1;
        if (state.away === 0) {
          if (!state.comesBack) state.away = 1000;
          else state.boots += 1;
          state.afterReboot.forEach((code) => state.done.add(code));
        }
        return Promise.reject(new SlipwayError('ssh/unreachable'));
      }
      if (text.includes('boot_id')) return Promise.resolve(ok(`${bootIdOf(state.boots)}\n`));
      if (text.includes('systemctl reboot')) {
        state.ran.push('reboot');
        state.away = 3;
        return Promise.resolve(ok());
      }
      state.ran.push(text);
      const [step, code = ''] = text.split(' ');
      if (step === 'check') return Promise.resolve(state.done.has(code) ? ok() : { code: 1, stdout: 'not so', stderr: '' });
      if (code === 'breaks') return Promise.resolve({ code: 2, stdout: '', stderr: '\u001B[31mno space left\n' });
      if (code !== 'useless') (code.startsWith('boot') ? state.afterReboot : state.done).add(code);
      return Promise.resolve(ok());
    },
  };
}

const fix = (code: string): Fix => ({
  code,
  text: `mend ${code}`,
  check: () => ({ text: `check ${code}`, args: [] }),
  act: () => ({ text: `act ${code}`, args: [] }),
  reboots: code.startsWith('boot'),
});

async function repair(
  codes: readonly string[],
  given: Partial<FakeState> = {},
): Promise<{ readonly steps: readonly RepairStep[]; readonly ran: readonly string[]; readonly told: readonly string[] }> {
  const state: FakeState = { done: new Set(), afterReboot: new Set(), ran: [], boots: 1, away: 0, comesBack: true, ...given };
  const told: string[] = [];
  let clock = 0;
  const steps = await repairNode({
    shell: fakeShell(state),
    fixes: codes.map(fix),
    now: () => clock,
    wait: (ms) => {
      clock += ms;
      return Promise.resolve();
    },
    onSteps: (all) => told.push(all.map(({ state: its }) => its).join(' ')),
  });
  return { steps, ran: state.ran, told };
}

const states = (steps: readonly RepairStep[]): readonly string[] => steps.map(({ code, state }) => `${code} ${state}`);

describe('repairing a node', () => {
  it('checks, acts and checks again, and tells each of them', async () => {
    const { steps, ran, told } = await repair(['swap']);
    expect(states(steps)).toEqual(['swap done']);
    expect(ran).toEqual(['check swap', 'act swap', 'check swap']);
    expect(told).toEqual(['waiting', 'checking', 'acting', 'done']);
  });

  it('does nothing about what is so already', async () => {
    const { steps, ran } = await repair(['swap', 'boot-cgroup'], { done: new Set(['swap', 'boot-cgroup']) });
    expect(states(steps)).toEqual(['swap done', 'boot-cgroup done']);
    expect(ran).toEqual(['check swap', 'check boot-cgroup']);
  });

  it('reboots once for all that need it, and checks them when the boot id has changed', async () => {
    const { steps, ran } = await repair(['swap', 'boot-cgroup', 'boot-pages']);
    expect(states(steps)).toEqual(['swap done', 'boot-cgroup done', 'boot-pages done']);
    expect(ran.filter((text) => text === 'reboot')).toHaveLength(1);
    expect(ran.slice(-2)).toEqual(['check boot-cgroup', 'check boot-pages']);
  });

  it('says so when a node does not come back', async () => {
    const { steps } = await repair(['swap', 'boot-cgroup'], { comesBack: false });
    expect(states(steps)).toEqual(['swap done', 'boot-cgroup failed']);
    expect(steps[1]?.error).toMatchObject({ code: 'ssh/timeout' });
  });

  it('goes on after a repair that breaks, and passes its words on without escapes', async () => {
    const { steps } = await repair(['breaks', 'useless', 'swap']);
    expect(states(steps)).toEqual(['breaks failed', 'useless failed', 'swap done']);
    expect(steps[0]?.error).toMatchObject({ code: 'fleet/fix-failed', detail: '[31mno space left' });
    expect(steps[1]?.error).toMatchObject({ code: 'fleet/fix-failed', detail: 'not so' });
  });
});
