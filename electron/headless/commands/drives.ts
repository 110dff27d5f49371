import type { Drive } from '../../contract/card.ts';
import type { Command } from '../command.ts';
import { bytes, table } from '../format.ts';

export const drivesCommand: Command = {
  name: 'drives',
  usage: '',
  summary: 'list drives with what speaks for and against writing to them',
  options: {},
  async run(context) {
    const services = await context.services();
    const drives = await services.drives.list({});
    for (const drive of drives) context.output.event({ type: 'drive', ...drive });
    if (!context.output.json)
      context.output.result({}, drives.length === 0 ? 'No drives found. Insert a card.' : driveTable(drives));
    return 0;
  },
};

const driveTable = (drives: readonly Drive[]): string =>
  table([
    ['DRIVE', 'SIZE', 'WHAT', 'VERDICT'],
    ...drives.map(({ identity, title, verdict }) => [
      identity.path,
      bytes(identity.size),
      title,
      [verdict.decision, ...verdict.reasons.map((reason) => reason.message)].join(' · '),
    ]),
  ]);
