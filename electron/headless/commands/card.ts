import type { CardInfo, CardIntegrity } from '../../contract/flash.ts';
import { argument, type Command } from '../command.ts';
import { bytes, table } from '../format.ts';
import { printable } from '../output.ts';

export const cardCommand: Command = {
  name: 'card',
  usage: 'DEVICE|FILE',
  summary: 'read a card or card file back and say what it is: image, node, written when, intact?',
  options: {},
  async run(context) {
    const path = argument(context, 0, 'The drive or card file');
    const services = await context.services();
    context.output.say(`Reading ${path} …`, 'passing');
    const info = await services.cardReader.read({ path }, context.signal);
    context.output.result({ type: 'card', ...info }, cardText(info));
    return 0;
  },
};

/** A card for people, a fact a line. Names come from the card: no escape sequence of theirs reaches the terminal. */
export function cardText({ path, bytes: size, state }: CardInfo): string {
  const rows = [['card', path], ['size', bytes(size)], ...stateRows(state)];
  return table(rows.map(([what = '', fact = '']) => [what, printable(fact)]));
}

function stateRows(state: CardInfo['state']): readonly (readonly string[])[] {
  switch (state.kind) {
    case 'unfinished':
      return [['state', 'Slipway was interrupted while writing it. Write it again.']];
    case 'blank':
      return [['state', `blank. ${state.reason}`]];
    case 'image':
      return [...imageRows(state), ...markerRows(state), ['intact', integrityText(state.integrity)]];
  }
}

type ImageState = Extract<CardInfo['state'], { kind: 'image' }>;

function imageRows({ facts }: ImageState): readonly (readonly string[])[] {
  if (facts.kind === 'unknown') return [['system', `not known. ${facts.reason}`]];
  const cloudInit = facts.cloudInit === undefined ? '' : `, cloud-init ${facts.cloudInit}`;
  return [['system', `${facts.name}, ${facts.architecture}${cloudInit}`]];
}

function markerRows({ marker }: ImageState): readonly (readonly string[])[] {
  if (marker === undefined) return [['node', 'not said: it was written without a plan']];
  return [
    ['cluster', marker.cluster],
    ['node', marker.node],
    ['instance', marker.instanceId],
    ['image', marker.image.name],
    ['written', marker.writtenAt],
  ];
}

function integrityText(integrity: CardIntegrity): string {
  switch (integrity.kind) {
    case 'intact':
      return `yes: ${bytes(integrity.comparedBytes)} equal to ${integrity.imageId}; the boot partition is not compared`;
    case 'differs':
      return `no: ${bytes(integrity.differentBytes)} differ from ${integrity.imageId}, first at byte ${integrity.firstDifference}; a node that ran changes its own card`;
    case 'not-compared':
      return `not compared. ${integrity.reason}`;
  }
}
