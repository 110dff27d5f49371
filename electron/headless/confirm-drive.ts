import type { CardOrder, Drive } from '../contract/card.ts';
import { SlipwayError } from '../contract/errors.ts';
import { text, type CommandContext } from './command.ts';
import { bytes } from './format.ts';

interface Purpose {
  /** The node, or "this card". */
  readonly node: string;
  /** What answers the ordinary question beforehand. */
  readonly force: Force;
}

/** A switch that says yes beforehand, by its name on the command line. */
export interface Force {
  readonly name: string;
  readonly given: boolean;
}

/**
 * Asks whether a drive may be erased. A switch answers the ordinary question, never a refusal and never a drive that must
 * be confirmed by name (design §10). Errors: `drive/refused`, `drive/needs-confirmation`, `engine/cancelled`.
 */
export async function confirmDrive(context: CommandContext, drive: Drive, { node, force }: Purpose): Promise<CardOrder> {
  const { identity, verdict, title } = drive;
  const reasons = verdict.reasons.map((reason) => reason.message).join(' ');
  const order = { node, target: { kind: 'drive', drive: identity } } as const;
  switch (verdict.decision) {
    case 'refused':
      throw new SlipwayError('drive/refused', reasons);
    case 'allowed':
      await mustAgree(context, `Erase ${title} (${identity.path}, ${bytes(identity.size)}) for ${node}?`, force);
      return order;
    case 'needs-confirmation': {
      const typed =
        text(context, 'confirm') ?? (await context.ask(`${reasons} Type ${identity.path} to erase ${title} for ${node}`));
      if (typed !== identity.path)
        throw new SlipwayError('drive/needs-confirmation', `${reasons} Give --confirm ${identity.path}.`);
      return { ...order, confirmation: typed };
    }
  }
}

/** Asks a yes-or-no question. Errors: `drive/needs-confirmation` when nobody is there, `engine/cancelled` for anything but yes. */
export async function mustAgree(context: CommandContext, question: string, force: Force): Promise<void> {
  if (force.given) return;
  const answer = await context.ask(`${question} Type yes`);
  if (answer === undefined) throw new SlipwayError('drive/needs-confirmation', `Nobody is there to ask: add --${force.name}.`);
  if (!/^y(es)?$/i.test(answer.trim())) throw new SlipwayError('engine/cancelled', 'Nothing was written.');
}
