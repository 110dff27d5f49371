import { useEffect } from 'react';
import { hasErrorFindings } from '../state/findings.ts';
import { allStored } from '../state/image-needs.ts';
import { useHistory, useProject } from '../state/queries.ts';
import { rackModel, writtenCount, type RackNode } from '../state/rack-model.ts';
import { dirOf, type Route } from '../state/route.ts';
import { stagesOf, type Stage } from '../state/stages.ts';
import { useImageNeeds } from '../state/use-image-needs.ts';
import { useLiveCards } from '../state/use-live-cards.ts';
import { useEngine } from '../state/engine.ts';

export interface ProjectView {
  readonly dir: string;
  readonly name: string;
  readonly rack: readonly RackNode[];
  readonly stages: readonly Stage[];
}

/** What sidebar and rack show of the project that the address names. */
export function useProjectView(route: Route): ProjectView | undefined {
  const { desk } = useEngine();
  const dir = dirOf(route);
  const { data: project } = useProject(dir);
  const { data: history = [] } = useHistory(dir);
  const nodes = project?.plan?.nodes ?? [];
  const needs = useImageNeeds(project?.plan?.nodes);
  const live = useLiveCards();
  useEffect(() => desk.reset(), [desk, dir]);
  if (dir === undefined) return undefined;
  const rack = rackModel({ nodes, history, live });
  const stages = stagesOf({
    soundPlan: project?.plan !== undefined && !hasErrorFindings(project.findings),
    imagesReady: allStored(needs),
    nodes: nodes.length,
    cardsWritten: writtenCount(rack),
  });
  return { dir, name: project?.plan?.name ?? folderName(dir), rack, stages };
}

const folderName = (dir: string): string => dir.split(/[\\/]/).filter(Boolean).at(-1) ?? dir;
