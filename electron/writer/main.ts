import { toSlipwayError } from '../contract/errors.ts';
import { createUnderWay, leave } from './leave.ts';
import { openExisting, openTarget } from './open-target.ts';
import { readMessages, writeMessage } from './protocol.ts';
import { runJob } from './run-job.ts';
import { runSession } from './session.ts';
import { failWhenStalled } from './stall.ts';
import { withEnoughThreads } from './threads.ts';
import { openWire, parseStart, within, type Wire } from './wire.ts';

const underWay = createUnderWay();

const everySecond = (tick: () => void): (() => void) => {
  const timer = setInterval(tick, 1000);
  return () => clearInterval(timer);
};

/**
 * The writer program: JSON lines on stdin and stdout (or over a pipe, see `wire.ts`), diagnostics on stderr. Exit 0 when every card has ended, well or
 * not; 1 when the other side went away; 2 when it was not understood.
 */
async function main(): Promise<number> {
  const now = (): number => performance.now();
  let wire: Wire | undefined;
  try {
    const start = parseStart(process.argv.slice(2), process.env);
    wire = await openWire(start);
    const { input, output } = wire;
    // Nobody listens any more: end as if the input had ended, so that cards are closed and half-written files removed.
    output.on('error', () => input.destroy());
    process.stderr.on('error', () => undefined);
    await runSession({
      messages: within(start.rights, readMessages(input)),
      send: (message) => writeMessage(output, message),
      runCard: (job, context) =>
        failWhenStalled((inner) => underWay.count(runJob(job, { ...context, ...inner, openTarget, openExisting, now })), {
          ...context,
          everySecond,
        }),
      now,
    });
    return 0;
  } catch (thrown) {
    const { code, message } = toSlipwayError(thrown);
    process.stderr.write(`${code}: ${message}\n`);
    return code === 'engine/cancelled' ? 1 : 2;
  } finally {
    await wire?.close();
  }
}

await leave(await withEnoughThreads(main), underWay);
