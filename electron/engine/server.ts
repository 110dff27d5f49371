import type { LocalServices } from '../contract/services.ts';
import { createPlanning, type PlanningOptions } from './planning.ts';
import { createAppService } from './services/app-service.ts';
import { createBurninService } from './services/burnin-service.ts';
import { createBundleService } from './services/bundle-service.ts';
import { createCardReader } from './services/card-reader.ts';
import { createCardService } from './services/card-service.ts';
import { createClusterRuns } from './services/cluster-runs.ts';
import { createClusterService } from './services/cluster-service.ts';
import { createDriveService } from './services/drive-service.ts';
import { createFactsService } from './services/facts-service.ts';
import { createFleetService } from './services/fleet-service.ts';
import { createExecService } from './services/exec-service.ts';
import { createFlashService } from './services/flash-service.ts';
import { createImageService } from './services/image-service.ts';
import { createLabelService } from './services/label-service.ts';
import { createMaterialsService } from './services/materials-service.ts';
import { nodeRemote } from './services/node-remote.ts';
import { createQuestions } from './services/question-service.ts';
import { createRunService } from './services/run-service.ts';
import { createStationService } from './services/station-service.ts';
import { createTerminalService } from './services/terminal-service.ts';

export interface EngineOptions extends PlanningOptions {
  readonly shell: 'electron' | 'browser';
  readonly practice: boolean;
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
  const { dataDir, log, catalogue, projects } = createPlanning(options);
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
