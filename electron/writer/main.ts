import { toSlipwayError } from '../contract/errors.ts';
import { openExisting, openTarget } from './open-target.ts';
import { readMessages, writeMessage } from './protocol.ts';
import { runJob } from './run-job.ts';
import { runSession } from './session.ts';
import { withEnoughThreads } from './threads.ts';

/**
 * The writer program: JSON lines on stdin and stdout, diagnostics on stderr. Exit 0 when every card has ended, well or
 * not; 1 when the other side went away; 2 when it was not understood.
 */
async function main(): Promise<number> {
  // Nobody listens any more: end as if stdin had ended, so that cards are closed and half-written files removed.
  process.stdout.on('error', () => process.stdin.destroy());
  const now = (): number => performance.now();
  try {
    await runSession({
      messages: readMessages(process.stdin),
      send: (message) => writeMessage(process.stdout, message),
      runCard: (job, context) => runJob(job, { ...context, openTarget, openExisting, now }),
      now,
    });
    return 0;
  } catch (thrown) {
    const { code, message } = toSlipwayError(thrown);
    process.stderr.write(`${code}: ${message}\n`);
    return code === 'engine/cancelled' ? 1 : 2;
  }
}

process.exit(await withEnoughThreads(main));
