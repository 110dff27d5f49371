/* eslint-disable @typescript-eslint/require-await -- memory answers at once, through the promises of the real services. */
import type { FactsService } from '../../electron/contract/facts-service.ts';
import type { FactsSnapshot } from '../../electron/contract/facts.ts';
import type { FakeProjects } from './fake-projects.ts';
import { liveValue, type LiveValue } from './live-value.ts';

export interface FakeFacts {
  readonly service: FactsService;
  /** The facts of a project: no node asked, until a test sets others. */
  of(dir: string): LiveValue<FactsSnapshot>;
  /** What the page asked for, oldest first: `gather`, `gather pi1`, `fix pi1 swap-on`. */
  readonly asked: string[];
}

/** Facts in memory, moved by the test. */
export function fakeFacts(projects: FakeProjects): FakeFacts {
  const projectsFacts = new Map<string, LiveValue<FactsSnapshot>>();
  const asked: string[] = [];
  const of = (dir: string): LiveValue<FactsSnapshot> => {
    const facts = projectsFacts.get(dir) ?? liveValue(nothingKnown(projects, dir));
    projectsFacts.set(dir, facts);
    return facts;
  };
  const ask = (dir: string, ...words: readonly string[]): FactsSnapshot => {
    asked.push(words.join(' '));
    return of(dir).get();
  };
  const service: FactsService = {
    current: async ({ dir }) => of(dir).get(),
    gather: async ({ dir, nodes = [] }) => ask(dir, 'gather', ...nodes),
    fix: async ({ dir, node, codes = [] }) => ask(dir, 'fix', node, ...codes),
    watch: ({ dir }, signal) => of(dir).watch(signal),
  };
  return { service, of, asked };
}

function nothingKnown(projects: FakeProjects, dir: string): FactsSnapshot {
  const nodes = projects.plan(dir).nodes.map(({ name }) => ({ node: name, asking: false, findings: [] }));
  return { dir, revision: 1, nodes };
}
