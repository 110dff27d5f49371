/* eslint-disable @typescript-eslint/require-await -- memory answers at once, through the promises of the real services. */
import type { Services } from '../../electron/contract/services.ts';
import { createQuestions, type QuestionRoom } from '../../electron/engine/services/question-service.ts';
import { createTerminalService } from '../../electron/engine/services/terminal-service.ts';
import { echoTerminal } from './echo-terminal.ts';
import { fakeBurnin, type FakeBurnin } from './fake-burnin.ts';
import { fakeCards, type FakeCards } from './fake-cards.ts';
import { fakeFacts, type FakeFacts } from './fake-facts.ts';
import { fakeCluster, type FakeCluster } from './fake-cluster.ts';
import { fakeFleet, type FakeFleet } from './fake-fleet.ts';
import { fakeImages, type FakeImages } from './fake-images.ts';
import { fakeMaterials, type FakeMaterials } from './fake-materials.ts';
import { fakeProjects, type FakeProjects } from './fake-projects.ts';
import { stubShell } from './fake-shell.ts';
import { fakeRuns, type FakeRuns } from './fake-runs.ts';
import { fakeStation, type FakeStation } from './fake-station.ts';

export interface FakeServices {
  readonly services: Services;
  readonly projects: FakeProjects;
  readonly images: FakeImages;
  readonly cards: FakeCards;
  readonly station: FakeStation;
  readonly fleet: FakeFleet;
  readonly facts: FakeFacts;
  readonly burnin: FakeBurnin;
  readonly materials: FakeMaterials;
  readonly runs: FakeRuns;
  readonly cluster: FakeCluster;
  readonly questions: QuestionRoom;
}

/**
 * The engine's services in memory, moved by the test: for states of the page that no real disk or network can be brought
 * into at will (readers with eight cards, a card that fails while it verifies, a conflict while typing).
 */
export function fakeServices({ practice = false }: { readonly practice?: boolean } = {}): FakeServices {
  const projects = fakeProjects();
  const images = fakeImages();
  const cards = fakeCards(projects);
  const station = fakeStation(cards, projects);
  const fleet = fakeFleet(projects);
  const facts = fakeFacts(projects);
  const burnin = fakeBurnin();
  const materials = fakeMaterials(projects);
  const runs = fakeRuns(projects);
  const cluster = fakeCluster(projects);
  const questions = createQuestions();
  const services: Services = {
    app: {
      facts: async () => ({ version: '0.0.0', shell: 'browser', platform: 'linux', practice, projectsDir: '/home/me/slipway' }),
      diagnostics: async () => 'Slipway 0.0.0 (browser)\nnothing happened',
    },
    projects: projects.service,
    catalogue: images.catalogue,
    images: images.service,
    drives: cards.driveService,
    cards: cards.service,
    station: station.service,
    materials: materials.service,
    labels: {
      render: async ({ dir }) => `<!doctype html><title>${dir}</title>`,
      save: async ({ dir }) => ({ path: `${dir}/labels.html` }),
    },
    fleet: fleet.service,
    runs: runs.service,
    cluster: cluster.service,
    terminals: createTerminalService({
      shell: async (_dir, node) => stubShell({ node, terminal: async (size) => echoTerminal(size) }),
    }).service,
    facts: facts.service,
    burnin: burnin.service,
    questions: questions.service,
  };
  return { services, projects, images, cards, station, fleet, facts, burnin, materials, runs, cluster, questions };
}
