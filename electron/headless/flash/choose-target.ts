import { access, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CardTarget, Drive } from '../../contract/card.ts';
import { SlipwayError } from '../../contract/errors.ts';
import type { DriveService } from '../../contract/services.ts';
import { given, text, type CommandContext } from '../command.ts';
import { confirmDrive, mustAgree, type Force } from '../confirm-drive.ts';
import { bytes, table } from '../format.ts';

export interface ChosenTarget {
  readonly target: CardTarget;
  readonly confirmation?: string | undefined;
}

/**
 * The card to write: what `--device` names, else the one card there is, else the one that is picked; confirmed in any case.
 * Errors: `drive/not-found`, `drive/refused`, `drive/needs-confirmation`, `engine/cancelled`.
 */
export async function chooseTarget(context: CommandContext, drives: DriveService): Promise<ChosenTarget> {
  const device = text(context, 'device');
  const listed = await drives.list({});
  if (device === undefined) return confirmed(context, await pick(context, listed));
  const real = await realpath(device).catch(() => device);
  const drive = listed.find(({ identity }) => identity.path === device || identity.path === real);
  if (drive !== undefined) return confirmed(context, drive);
  if ([device, real].some((path) => path.startsWith('/dev/') || path.startsWith('\\\\.\\')))
    throw new SlipwayError('drive/not-found', device);
  return cardFile(context, resolve(device));
}

const force = (context: CommandContext): Force => ({ name: 'force', given: given(context, 'force') });

async function confirmed(context: CommandContext, drive: Drive): Promise<ChosenTarget> {
  const { target, confirmation } = await confirmDrive(context, drive, { node: 'this card', force: force(context) });
  return { target, confirmation };
}

async function cardFile(context: CommandContext, path: string): Promise<ChosenTarget> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) await mustAgree(context, `Is ${path} correct?`, force(context));
  return { target: { kind: 'file', path } };
}

async function pick(context: CommandContext, drives: readonly Drive[]): Promise<Drive> {
  const cards = drives.filter(({ verdict }) => verdict.decision === 'allowed');
  const [first, ...others] = cards;
  if (first === undefined)
    throw new SlipwayError('drive/not-found', 'No card is in a reader. Give --device to name another drive or a file.');
  if (others.length === 0) return first;
  context.output.say(table(cards.map(({ identity, title }) => [identity.path, bytes(identity.size), title])));
  const answer = (await context.ask('Please pick your device'))?.trim();
  const picked = cards.find(({ identity: { path } }) => path === answer || path === `/dev/${answer ?? ''}`);
  if (picked === undefined) throw new SlipwayError('drive/not-found', 'There are several cards: give --device.');
  return picked;
}
