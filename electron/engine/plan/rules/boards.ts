import type { Finding } from '../../../contract/finding.ts';
import { closest } from '../../../contract/closest.ts';
import { error, listed, quote, set, type NodeFacts, type Rule } from './rule.ts';

/** Boards are known, and can boot the image of their nodes. */
export const boardRules: Rule = ({ plan, nodes, knowledge }) => {
  const ids = knowledge.boards.map(({ id }) => id);
  const unknown = plan.nodes.flatMap(({ board }, index) => (ids.includes(board) ? [] : [unknownBoard(board, index, ids)]));
  const perEntry = plan.nodes.flatMap((_, index) => nodes.find(({ node }) => node.entry === index) ?? []);
  return [...unknown, ...perEntry.flatMap((facts) => mismatch(facts, nodes, knowledge.images))];
};

function unknownBoard(board: string, index: number, ids: readonly string[]): Finding {
  const meant = aliases.get(board.toLowerCase().replace(/[^a-z0-9+]/g, '')) ?? closest(board, ids);
  const path = ['nodes', index, 'board'];
  return error({
    code: 'board-unknown',
    path,
    message: `The board ${quote(board)} is not known.`,
    fix: meant === undefined ? `Choose one of ${ids.join(', ')}.` : `Did you mean ${meant}?`,
    ...(meant !== undefined && { edits: set(path, meant) }),
  });
}

/** What people call the boards, without spaces and punctuation. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['rpi1', 'pi1'],
  ['rpi2', 'pi2'],
  ['rpi3', 'pi3'],
  ['rpi3b+', 'pi3b+'],
  ['pi3bplus', 'pi3b+'],
  ['rpi4', 'pi4'],
  ['pi4b', 'pi4'],
  ['rpi5', 'pi5'],
  ['pi5b', 'pi5'],
  ['raspberrypi4', 'pi4'],
  ['raspberrypi5', 'pi5'],
  ['raspberrypi3', 'pi3'],
  ['raspberrypi3b+', 'pi3b+'],
  ['zero2w', 'pizero2w'],
  ['zero2', 'pizero2w'],
]);

type Images = readonly { readonly id: string; readonly boards: readonly string[] }[];

function mismatch({ node, board, image }: NodeFacts, nodes: readonly NodeFacts[], images: Images): readonly Finding[] {
  if (board === undefined || image === undefined) return [];
  const names = listed(nodes.filter((other) => other.node.entry === node.entry).map((other) => other.node.name));
  const path = ['nodes', node.entry, 'board'];
  if (image.architecture !== 'unknown' && !board.architectures.includes(image.architecture))
    return [
      error({
        code: 'image-architecture',
        path,
        message: `${image.name} is built for ${image.architecture}, which the ${board.name} of ${names} cannot run.`,
        fix: `Choose an image for ${board.architectures.join(' or ')}.`,
      }),
    ];
  if (image.boards.length === 0 || image.boards.includes(board.id)) return [];
  const fitting = images.filter(({ boards }) => boards.includes(board.id)).map(({ id }) => id);
  return [
    error({
      code: 'image-board',
      path,
      message: `${image.name} does not start on the ${board.name} of ${names}.`,
      fix: fitting.length === 0 ? 'Choose another image.' : `Choose an image made for it, such as ${fitting.at(-1) ?? ''}.`,
    }),
  ];
}
