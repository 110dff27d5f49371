import { describe, expect, it } from 'vitest';
import type { BatchSnapshot, CardOrder } from '../../../../electron/contract/card.ts';
import type { ProjectState } from '../../../../electron/contract/services.ts';
import { writeCommand } from '../../../../electron/headless/commands/write.ts';
import { commandContext } from '../../../fakes/command-context.ts';
import { stubServices } from '../../../fakes/stub-services.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

const report = { bytesWritten: 1, bytesVerified: 1, files: [], seconds: 1, ranges: 1, readBack: 'direct' } as never;

describe('the cards of a large plan', () => {
  it('are written in several sessions, none larger than the writer takes', async () => {
    const nodes = Array.from({ length: 65 }, (_, index) => ({ name: `pi${index + 1}`, entry: 0 }));
    const sessions: (readonly CardOrder[])[] = [];
    const done = (cards: readonly CardOrder[]): BatchSnapshot => ({
      ...{ batchId: String(sessions.length - 1), revision: 1, finished: true },
      cards: cards.map(({ node, target }) => ({ node, target, state: { kind: 'done', report } })),
    });
    const { projects, cards } = stubServices({
      projects: { open: () => Promise.resolve({ plan: { nodes } } as unknown as ProjectState) },
      cards: {
        fileTargets: () => Promise.resolve(nodes.map(({ name }) => ({ node: name, path: `/nowhere/${name}.img` }))),
        start: ({ cards }) => {
          sessions.push(cards);
          return Promise.resolve(done(cards));
        },
        watch: async function* ({ batchId }) {
          yield await Promise.resolve(done(sessions[Number(batchId)] ?? []));
        },
      },
    });
    const { context } = commandContext({
      options: { all: true, again: true, 'to-dir': tempFolder() },
      services: { projects, cards },
    });
    expect(await writeCommand.run({ ...context, args: ['/p'] })).toBe(0);
    expect(sessions.map(({ length }) => length)).toEqual([64, 1]);
  });
});
