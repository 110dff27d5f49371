import { SlipwayError, toSlipwayError } from '../../contract/errors.ts';
import type { StationService } from '../../contract/services.ts';
import type { StationAct, StationSlot, StationSnapshot } from '../../contract/station.ts';
import type { CommandContext } from '../command.ts';
import { bytes } from '../format.ts';
import { doubtText } from './words.ts';

interface Desk {
  readonly station: StationService;
  readonly dir: string;
  /** Drives confirmed by name on the command line; that answers only for what the drive is, not for what is on its card. */
  readonly confirmed: readonly string[];
}

/**
 * Asks about each card once. With nobody to answer, a card about which there are doubts is put aside; a station that asks
 * about every card ends. Errors: `drive/needs-confirmation`.
 */
export function answerQuestions(context: CommandContext, desk: Desk): (snapshot: StationSnapshot) => Promise<void> {
  const asked = new Set<string>();
  return async ({ slots, auto }) => {
    for (const slot of slots) {
      if (slot.state.kind !== 'asking') {
        asked.delete(slot.id);
        continue;
      }
      if (asked.has(slot.id)) continue;
      asked.add(slot.id);
      await tell(context, desk, await decide(context, slot, { auto, confirmed: desk.confirmed }));
    }
  };
}

/** The card may have been pulled while somebody thought: that is said, and the station goes on. */
async function tell({ output }: CommandContext, { station, dir }: Desk, act: StationAct): Promise<void> {
  try {
    await station.act({ dir, act });
  } catch (thrown) {
    const { title, detail } = toSlipwayError(thrown);
    output.say(`${title} ${detail}`);
  }
}

interface Rules {
  readonly auto: boolean;
  readonly confirmed: readonly string[];
}

async function decide(context: CommandContext, slot: StationSlot, { auto, confirmed }: Rules): Promise<StationAct> {
  const { id, drive, state } = slot;
  if (state.kind !== 'asking') throw new SlipwayError('station/not-now');
  const { path } = drive.identity;
  const named = confirmed.includes(path) && state.doubts.every(({ kind }) => kind === 'needs-confirmation');
  if (named) return { type: 'confirm', slot: id, typed: path };
  const answer = (await context.ask(questionAbout(slot)))?.trim();
  if (answer === undefined) {
    if (auto) return { type: 'undo', slot: id };
    throw new SlipwayError('drive/needs-confirmation', `Nobody is there to ask about ${path}: add --auto or --confirm ${path}.`);
  }
  if (/^s(kip)?$/i.test(answer)) return { type: 'skip', node: state.node };
  const typed = drive.verdict.decision === 'needs-confirmation';
  return (typed ? answer === path : /^y(es)?$/i.test(answer))
    ? { type: 'confirm', slot: id, ...(typed ? { typed: answer } : {}) }
    : { type: 'undo', slot: id };
}

function questionAbout(slot: StationSlot): string {
  const { drive, state } = slot;
  if (state.kind !== 'asking') return '';
  const { identity, title, verdict } = drive;
  const doubts = state.doubts.map((doubt) => doubtText(doubt, slot));
  const word = verdict.decision === 'needs-confirmation' ? identity.path : 'yes';
  const question = `Erase ${title} (${identity.path}, ${bytes(identity.size)}) for ${state.node}?`;
  return [...doubts, question, `Type ${word}, skip (leave ${state.node} out) or no (put the card aside)`].join(' ');
}
