import { homedir } from 'node:os';
import { join } from 'node:path';
import type { LocalServices } from '../contract/services.ts';
import { createAppService } from './services/app-service.ts';
import { createBurninService } from './services/burnin-service.ts';
import { createBundleService } from './services/bundle-service.ts';
import { createCardReader } from './services/card-reader.ts';
import { createCardService } from './services/card-service.ts';
import { createCatalogueService } from './services/catalogue-service.ts';
import { createClusterRuns } from './services/cluster-runs.ts';
import { createClusterService } from './services/cluster-service.ts';
import { createDriveService } from './services/drive-service.ts';
import { createFactsService } from './services/facts-service.ts';
import { createFleetService } from './services/fleet-service.ts';
import { createExecService } from './services/exec-service.ts';
import { createFlashService } from './services/flash-service.ts';
import { createImageService } from './services/image-service.ts';
import { createLabelService } from './services/label-service.ts';
import { createLog } from './services/log.ts';
import { createMaterialsService } from './services/materials-service.ts';
import { createProjectService } from './services/project-service.ts';
import { nodeRemote } from './services/node-remote.ts';
import { createQuestions } from './services/question-service.ts';
import { createRunService } from './services/run-service.ts';
import { createStationService } from './services/station-service.ts';
import { createTerminalService } from './services/terminal-service.ts';

export interface EngineOptions {
  /** The installation: holds `resources/` and `dist/`. Ends with a slash. */
  readonly home: string;
  /** Where images, the list of recent projects and the log are kept; a folder of the user's where absent. */
  readonly dataDir?: string | undefined;
  readonly shell: 'electron' | 'browser';
  readonly practice: boolean;
  readonly version: string;
  /** A plain Node for the writer program. */
  readonly nodePath: string;
}

export interface Engine {
  readonly services: LocalServices;
  /** Cancels what still runs and waits for it: cards are left recognisable, the store clean. */
  close(): Promise<void>;
}

/** Puts the rooms together. Cheap: each room opens its files when it is first asked. */
export function createEngine(options: EngineOptions): Promise<Engine> {
  const dataDir = options.dataDir ?? defaultDataDir(process.platform, process.env);
  const log = createLog(join(dataDir, 'logs'), options.version);
  const catalogue = createCatalogueService({ home: options.home, dataDir, log });
  const projects = createProjectService({ dataDir, catalogue, log });
  const images = createImageService({ dataDir, catalogue, projects });
  const cards = createCardService({ ...options, images, projects, log });
  const flash = createFlashService({ ...options, images, log });
  const station = createStationService({ cards: cards.service, images, projects, log });
  const questions = createQuestions();
  const fleet = createFleetService({ projects, questions, log });
  const terminals = createTerminalService(fleet);
  const facts = createFactsService({ projects, images, fleet, log });
  const clusterRuns = createClusterRuns({ dataDir, projects, catalogue, fleet });
  const runs = createRunService({ ...clusterRuns, remote: nodeRemote(fleet), log });
  const burnin = createBurninService({ projects, fleet, facts, log, version: options.version });
  const cluster = createClusterService({ dataDir, projects, catalogue, fleet, log });
  const services: LocalServices = {
    app: createAppService({ ...options, dataDir, log }),
    projects: projects.service,
    catalogue: catalogue.service,
    images: images.service,
    drives: createDriveService(),
    cards: cards.service,
    station: station.service,
    labels: createLabelService(projects, images),
    fleet: fleet.service,
    facts: facts.service,
    burnin: burnin.service,
    materials: createMaterialsService(projects, catalogue),
    terminals: terminals.service,
    runs: runs.service,
    cluster: cluster.service,
    questions: questions.service,
    outlook: clusterRuns.outlook,
    exec: createExecService(projects, fleet),
    flash: flash.service,
    bundles: createBundleService(projects, catalogue),
    cardReader: createCardReader(images),
  };
  const close = async (): Promise<void> => {
    terminals.close();
    questions.close();
    await Promise.all([burnin.close(), facts.close()]);
    await Promise.all([runs.close(), cluster.close()]);
    await Promise.all([fleet.close(), station.close(), cards.close(), flash.close(), images.close()]);
    await log.close();
  };
  return Promise.resolve({ services, close });
}

/** The folder each system gives an application for its data; `SLIPWAY_DATA_DIR` overrides it. */
export function defaultDataDir(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string {
  const home = homedir();
  if (env['SLIPWAY_DATA_DIR'] !== undefined) return env['SLIPWAY_DATA_DIR'];
  switch (platform) {
    case 'win32':
      return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Slipway');
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Slipway');
    default:
      return join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'slipway');
  }
}
