import { useMemo } from 'react';
import type { Drive } from '../../electron/contract/card.ts';
import type { ProjectState } from '../../electron/contract/services.ts';
import { plannedCards, type PlannedCard } from './card-orders.ts';
import { useDrives, useFileTargets } from './queries.ts';
import { noChoices, useView, type CardChoices } from './view.ts';

export interface CardPlan {
  readonly choices: CardChoices;
  readonly planned: readonly PlannedCard[];
  /** Undefined until the engine has looked. */
  readonly drives: readonly Drive[] | undefined;
  readonly files: readonly { readonly node: string; readonly path: string }[];
  readonly filesError: unknown;
}

const noNodes: NonNullable<ProjectState['plan']>['nodes'] = [];

/** Which card each node is to get, from what was chosen and what is there; `rawBytes` is the largest image, for the verdicts. */
export function useCardPlan(dir: string, project: ProjectState | undefined, rawBytes: number | undefined): CardPlan {
  const kept = useView((view) => view.targets);
  const choices = useMemo(() => (kept.dir === dir ? kept : noChoices(dir)), [kept, dir]);
  const targets = useFileTargets({ dir, outDir: choices.outDir, revision: project?.revision ?? '' });
  const drives = useDrives(rawBytes);
  const nodes = project?.plan?.nodes ?? noNodes;
  const files = useMemo(() => targets.data ?? [], [targets.data]);
  const planned = useMemo(() => plannedCards({ nodes, choices, files, drives: drives ?? [] }), [nodes, choices, files, drives]);
  return { choices, planned, drives, files, filesError: targets.error };
}
