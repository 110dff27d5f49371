import type { BatchSnapshot, CardStatus } from '../contract/card.ts';
import { errorKinds, SlipwayError } from '../contract/errors.ts';
import type { CardService } from '../contract/services.ts';
import type { CommandContext } from './command.ts';
import { bytes, progressText } from './format.ts';
import { stopOnAbort } from './stop-on-abort.ts';

type WriteSession = Pick<CardService, 'cancel' | 'watch'>;

/** Shows a write session until it ends; Ctrl+C cancels it. */
export async function followBatch(context: CommandContext, session: WriteSession, batchId: string): Promise<BatchSnapshot> {
  const leave = stopOnAbort(context.signal, () => session.cancel({ batchId }));
  let last: BatchSnapshot | undefined;
  try {
    for await (const snapshot of session.watch({ batchId }, new AbortController().signal)) {
      context.output.event({ type: 'batch', ...snapshot });
      context.output.say(snapshot.cards.map(statusText).join('   '), 'passing');
      last = snapshot;
    }
  } finally {
    leave();
  }
  if (last === undefined) throw new SlipwayError('engine/internal', 'The write session said nothing.');
  return last;
}

function statusText({ node, state }: CardStatus): string {
  switch (state.kind) {
    case 'waiting':
      return `${node}: waiting`;
    case 'running':
      return `${node}: ${state.phase} ${progressText(state.progress)}`;
    case 'done':
      return `${node}: done`;
    case 'failed':
      return `${node}: failed while ${state.phase}. ${state.error.title} ${state.error.detail} → ${state.error.fix}`;
    case 'cancelled':
      return `${node}: cancelled while ${state.phase}; the card is unusable until it is written again`;
  }
}

/** The worst outcome of the batch decides the exit code: one failed card fails the command, the others stay written. */
export function reportBatch({ output }: CommandContext, { cards }: BatchSnapshot): number {
  for (const card of cards) output.result({ type: 'card', ...card }, resultText(card));
  return Math.max(
    ...cards.map(({ state }) =>
      state.kind === 'failed' ? errorKinds[state.error.code].exit : state.kind === 'cancelled' ? 130 : 0,
    ),
  );
}

function resultText(card: CardStatus): string {
  const { state, target } = card;
  if (state.kind !== 'done') return statusText(card);
  const { bytesWritten, bytesVerified, files, seconds } = state.report;
  const where = target.kind === 'file' ? target.path : target.drive.path;
  return `${card.node}: ${where}: ${bytes(bytesWritten)} written, ${bytes(bytesVerified)} read back and equal, ${files.length} files, ${seconds.toFixed(1)} s`;
}
