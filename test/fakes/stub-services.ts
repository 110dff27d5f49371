import type { Services } from '../../electron/contract/services.ts';

type ServicesStub = { readonly [Room in keyof Services]?: Partial<Services[Room]> };

/** Services of which a test gives only what it uses; anything else that is asked rejects and names itself. */
export function stubServices(stub: ServicesStub = {}): Services {
  const room = <T extends object>(name: string, given: Partial<T> = {}): T =>
    new Proxy(given, {
      get: (target, key) =>
        Reflect.get(target, key) ?? (() => Promise.reject(new Error(`${name}.${String(key)} is not stubbed`))),
    }) as T;
  return {
    app: room('app', stub.app),
    projects: room('projects', stub.projects),
    catalogue: room('catalogue', stub.catalogue),
    images: room('images', stub.images),
    drives: room('drives', stub.drives),
    cards: room('cards', stub.cards),
    station: room('station', stub.station),
    labels: room('labels', stub.labels),
    fleet: room('fleet', stub.fleet),
    facts: room('facts', stub.facts),
    burnin: room('burnin', stub.burnin),
    materials: room('materials', stub.materials),
    terminals: room('terminals', stub.terminals),
    runs: room('runs', stub.runs),
    cluster: room('cluster', stub.cluster),
    questions: room('questions', stub.questions),
  };
}

export const stubFacts = { version: '0.0.0', shell: 'browser', platform: 'linux', practice: false, projectsDir: '/p' } as const;
