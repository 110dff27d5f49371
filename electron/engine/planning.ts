import { join } from 'node:path';
import { createCatalogueService, type CatalogueRoom } from './services/catalogue-service.ts';
import { createLog, type Log } from './services/log.ts';
import { createProjectService, type ProjectRoom } from './services/project-service.ts';
import { defaultDataDir } from './data-dir.ts';

export interface PlanningOptions {
  /** The installation: holds `resources/` and `dist/`. Ends with a slash. */
  readonly home: string;
  /** Where images, the list of recent projects and the log are kept; a folder of the user's where absent. */
  readonly dataDir?: string | undefined;
  readonly version: string;
}

export interface PlanningRooms {
  readonly dataDir: string;
  readonly log: Log;
  readonly catalogue: CatalogueRoom;
  readonly projects: ProjectRoom;
}

/**
 * The rooms that a plan is made and judged in. They stand apart from the whole engine because loading that takes longer
 * than judging a plan of 64 nodes: `slipway check` and `slipway new` load this alone.
 */
export function createPlanning({
  home,
  version,
  dataDir = defaultDataDir(process.platform, process.env),
}: PlanningOptions): PlanningRooms {
  const log = createLog(join(dataDir, 'logs'), version);
  const catalogue = createCatalogueService({ home, dataDir, log });
  return { dataDir, log, catalogue, projects: createProjectService({ dataDir, catalogue, log }) };
}
