import type { StationDoubt, StationSlot, StationSnapshot } from '../../contract/station.ts';
import { progressText } from '../format.ts';

/** What has changed from one snapshot to the next, a line each: what to put in, what a card is, how it ended. */
export function newsOf(before: StationSnapshot | undefined, now: StationSnapshot): readonly string[] {
  const slots = now.slots.flatMap((slot) => {
    const was = before?.slots.find(({ id }) => id === slot.id);
    const line = slotNews(slot);
    return was?.state.kind === slot.state.kind || line === undefined ? [] : [line];
  });
  const ended = now.history.slice(0, now.history.length - (before?.history.length ?? 0)).reverse();
  const ends = ended.map(({ node, title, outcome, error }) =>
    error === undefined ? `${node}: ${outcome} (${title})` : `${node}: ${outcome}. ${error.title} ${error.detail} → ${error.fix}`,
  );
  return [...ends, ...slots, ...promptNews(before, now)];
}

function promptNews(before: StationSnapshot | undefined, { prompt, nodes }: StationSnapshot): readonly string[] {
  if (prompt.kind !== 'insert') return [];
  const was = before?.prompt;
  if (was?.kind === 'insert' && was.node === prompt.node) return [];
  const done = nodes.filter(({ state }) => state === 'done').length;
  return [`[${String(done)}/${String(nodes.length)}] Insert the card for ${prompt.node}.`];
}

function slotNews({ drive, origin, state }: StationSlot): string | undefined {
  const where = `${drive.title} (${drive.identity.path})`;
  switch (state.kind) {
    case 'idle':
      // Most drives of a computer are none of the station's business.
      return origin === 'appeared' ? `${where} is put aside. Take it out, and put it in again to use it.` : undefined;
    case 'refused':
      return `${where} cannot be the card for ${state.node}. ${state.error.title} ${state.error.detail} → ${state.error.fix}`;
    case 'checking':
      return `${where}: looking at what is on it, for ${state.node} …`;
    case 'failed':
      return `${where} failed. Put in another card for ${state.node}, or this one again.`;
    case 'asking':
    case 'starting':
    case 'writing':
    case 'done':
    case 'cancelled':
      return undefined;
  }
}

/** The cards under way, in one line. */
export const progressOf = ({ slots }: StationSnapshot): string =>
  slots
    .flatMap(({ state }) =>
      state.kind === 'writing' && state.card.kind === 'running'
        ? [`${state.node}: ${state.card.phase} ${progressText(state.card.progress)}`]
        : [],
    )
    .join('   ');

/** Why this card should not be erased without a thought. */
export function doubtText(doubt: StationDoubt, { drive }: StationSlot): string {
  switch (doubt.kind) {
    case 'finished-card':
      return `This is the finished card of ${doubt.node}, written ${doubt.writtenAt}.`;
    case 'written-before':
      return `This card was written for ${doubt.node}, ${doubt.writtenAt}.`;
    case 'other-cluster':
      return `This is the card of ${doubt.node} of another cluster, ${doubt.cluster}, written ${doubt.writtenAt}.`;
    case 'unreadable':
      return `What is on it could not be read: ${doubt.error.title} ${doubt.error.detail}`.trim();
    case 'needs-confirmation':
      return drive.verdict.reasons.map(({ message }) => message).join(' ');
  }
}

export function summaryOf({ nodes }: StationSnapshot): string {
  const of = (state: string): readonly string[] => nodes.flatMap(({ node, state: its }) => (its === state ? [node] : []));
  const skipped = of('skipped');
  const left = skipped.length === 0 ? '' : `; left out: ${skipped.join(', ')}`;
  return `${String(of('done').length)} of ${String(nodes.length)} cards done${left}`;
}
