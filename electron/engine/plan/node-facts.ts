import type { ClusterNode } from '../../contract/plan.ts';
import type { Knowledge, NodeFacts } from './rules/rule.ts';

/** Each node with what the catalogue knows of its board and image. */
export function nodeFacts(nodes: readonly ClusterNode[], knowledge: Pick<Knowledge, 'boards' | 'images'>): readonly NodeFacts[] {
  const boards = new Map(knowledge.boards.map((board) => [board.id, board]));
  const images = new Map(knowledge.images.map((image) => [image.id, image]));
  return nodes.map((node) => {
    const board = boards.get(node.board);
    const image = node.image === undefined ? undefined : images.get(node.image);
    return { node, ...(board && { board }), ...(image && { image }) };
  });
}
