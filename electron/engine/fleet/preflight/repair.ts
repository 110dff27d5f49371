import { errorFacts, SlipwayError } from '../../../contract/errors.ts';
import type { RepairStep } from '../../../contract/facts.ts';
import { plainText } from '../../../contract/plain-text.ts';
import type { Fix, FixScript } from './fixes/fix.ts';
import { rebootNode, type RebootPorts } from './reboot.ts';

export interface RepairOptions extends RebootPorts {
  readonly fixes: readonly Fix[];
  /** Told of every step, each time one changes. */
  readonly onSteps: (steps: readonly RepairStep[]) => void;
}

/** `apt` may wait for another one's lock, and growing a large card takes its time. */
const timeoutMs = 180_000;

/**
 * Does repairs one after the other: check → act → check. Those that need a reboot are checked again after one reboot for
 * all of them. One that fails is told with its reason, and the others are still done. Never rejects.
 */
export async function repairNode(options: RepairOptions): Promise<readonly RepairStep[]> {
  const board = stepBoard(options);
  const acted: Fix[] = [];
  for (const fix of options.fixes)
    await board.attempt(fix, async () => {
      const state = await repairOne(options, fix, board);
      if (state === 'rebooting') acted.push(fix);
      board.set(fix, { state });
    });
  if (acted.length > 0) await rebootFor(options, acted, board);
  return board.steps();
}

async function repairOne(options: RepairOptions, fix: Fix, board: StepBoard): Promise<'done' | 'rebooting'> {
  board.set(fix, { state: 'checking' });
  if (await holds(options, fix)) return 'done';
  board.set(fix, { state: 'acting' });
  await act(options, fix);
  if (fix.reboots) return 'rebooting';
  await prove(options, fix);
  return 'done';
}

async function rebootFor(options: RepairOptions, acted: readonly Fix[], board: StepBoard): Promise<void> {
  const back = await rebootNode(options).then(
    () => undefined,
    (thrown: unknown) => errorFacts(thrown),
  );
  for (const fix of acted) {
    if (back !== undefined) board.set(fix, { state: 'failed', error: back });
    else
      await board.attempt(fix, async () => {
        board.set(fix, { state: 'checking' });
        await prove(options, fix);
        board.set(fix, { state: 'done' });
      });
  }
}

type StepNews = Pick<RepairStep, 'state' | 'error'>;

interface StepBoard {
  set(fix: Fix, news: StepNews): void;
  /** Runs part of a repair; what it throws becomes the failure of its step. */
  attempt(fix: Fix, part: () => Promise<void>): Promise<void>;
  steps(): readonly RepairStep[];
}

function stepBoard({ fixes, onSteps }: RepairOptions): StepBoard {
  const news = new Map<string, StepNews>();
  const steps = (): readonly RepairStep[] =>
    fixes.map(({ code, text }) => ({ code, text, ...(news.get(code) ?? { state: 'waiting' as const }) }));
  const set = ({ code }: Fix, its: StepNews): void => {
    news.set(code, its);
    onSteps(steps());
  };
  onSteps(steps());
  return {
    set,
    steps,
    attempt: (fix, part) => part().catch((thrown: unknown) => set(fix, { state: 'failed', error: errorFacts(thrown) })),
  };
}

const run = ({ shell, signal }: RepairOptions, { text, args }: FixScript): ReturnType<RepairOptions['shell']['script']> =>
  shell.script(text, { as: 'root', args, timeoutMs, ...(signal === undefined ? {} : { signal }) });

const seconds = ({ now }: RepairOptions): number => Math.round(now() / 1000);

const holds = async (options: RepairOptions, fix: Fix): Promise<boolean> =>
  (await run(options, fix.check(seconds(options)))).code === 0;

async function act(options: RepairOptions, fix: Fix): Promise<void> {
  const { code, stdout, stderr } = await run(options, fix.act(seconds(options)));
  if (code !== 0) throw new SlipwayError('fleet/fix-failed', lastWords(stdout, stderr) || `Exit code ${code}.`);
}

async function prove(options: RepairOptions, fix: Fix): Promise<void> {
  const { code, stdout, stderr } = await run(options, fix.check(seconds(options)));
  if (code !== 0) throw new SlipwayError('fleet/fix-failed', lastWords(stdout, stderr));
}

/** The last thing that was said, fit to be shown. */
function lastWords(stdout: string, stderr: string): string {
  const line = `${stderr}\n${stdout}`
    .split('\n')
    .map(plainText)
    .findLast((text) => text !== '');
  return (line ?? '').slice(0, 300);
}
