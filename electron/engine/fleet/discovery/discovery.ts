import { setMaxListeners } from 'node:events';
import type { FinderKind, FinderStatus } from '../../../contract/fleet.ts';
import { emptyFleet, type FleetEvent, type FleetState, type PlannedNode } from '../identity/fleet-state.ts';
import { livePlaces } from '../identity/machines.ts';
import { isCalm, reduceFleet } from '../identity/reduce.ts';
import { callSighting, hostSightings } from './host-sightings.ts';
import { localAddresses, type LocalAddress } from './local-network.ts';
import { createMdnsFinder, type MdnsFinder } from './mdns/finder.ts';
import type { DiscoveryPorts } from './ports.ts';
import { createPhoneHomeListener, type PhoneHomeListener } from './phone-home/listener.ts';
import { planSweep, type SweepPlan } from './sweep-plan.ts';
import { sweep } from './sweep.ts';
import { createWorker, type Worker } from './worker.ts';

export interface Discovery {
  state(): FleetState;
  /** Tells what the plan, the keys and the journal say now. */
  plan(cluster: string, nodes: readonly PlannedNode[], shared?: readonly string[]): void;
  dispatch(event: FleetEvent): void;
  /** Looks for machines until stopped; what was found stays known. */
  start(): void;
  stop(): Promise<void>;
  /** Asks everything again at once. */
  hurry(): void;
  /** Errors: `fleet/bad-address`, `fleet/no-network`. A sweep that runs goes on, and nothing else is started. */
  sweep(subnets?: readonly string[]): void;
  stopSweep(): void;
}

const tickMs = 200;
const interfacesMs = 5000;

/** What runs while somebody looks. */
interface Running {
  readonly controller: AbortController;
  readonly mdns: MdnsFinder;
  readonly listener: PhoneHomeListener;
  readonly worker: Worker;
  readonly timers: readonly NodeJS.Timeout[];
}

/** Runs the machine of {@link reduceFleet}: feeds it what the finders see, and does what is due. */
export function createDiscovery(dir: string, ports: DiscoveryPorts, onChange: (event: FleetEvent) => void): Discovery {
  let state = emptyFleet(dir);
  let running: Running | undefined;
  const dispatch = (event: FleetEvent): void => {
    const before = state;
    state = reduceFleet(before, event);
    // A pulse that was expected is no news for anybody who watches.
    if (state !== before && !(event.type === 'alive' && isCalm(before, event.address))) onChange(event);
  };
  const isRunning = (): boolean => running !== undefined;
  const sweeper = createSweeper(ports, dispatch);
  return {
    state: () => state,
    dispatch,
    plan: (cluster, nodes, shared = []) => dispatch({ type: 'planned', cluster, nodes, shared, at: ports.now() }),
    start: () => {
      if (running !== undefined) return;
      dispatch({ type: 'looking', on: true, at: ports.now() });
      running = run({ ports, dispatch, state: () => state });
    },
    stop: async () => {
      const ended = running;
      running = undefined;
      sweeper.stop();
      if (ended === undefined) return;
      ended.controller.abort();
      for (const timer of ended.timers) clearInterval(timer);
      await Promise.all([ended.mdns.close(), ended.listener.close()]);
      // Somebody may look again by now.
      if (isRunning()) return;
      dispatch({ type: 'looking', on: false, at: ports.now() });
      dispatch({
        type: 'finders',
        at: ports.now(),
        finders: state.finders.map((finder) => ({ ...finder, state: { kind: 'stopped' } })),
      });
    },
    hurry: () => {
      running?.worker.hurry();
      running?.mdns.ask();
    },
    sweep: sweeper.start,
    stopSweep: sweeper.stop,
  };
}

interface Sweeper {
  readonly start: Discovery['sweep'];
  readonly stop: () => void;
}

/** One sweep at a time; one that was stopped is not heard of again, but for its end. */
function createSweeper(ports: DiscoveryPorts, dispatch: (event: FleetEvent) => void): Sweeper {
  let current: AbortController | undefined;
  const begin = (plan: SweepPlan, controller: AbortController): Promise<void> =>
    sweep(
      plan,
      {
        ...ports,
        onHit({ address, ...hit }) {
          const at = ports.now();
          dispatch({ type: 'sighted', at, sighting: { how: 'sweep', address, at: new Date(at).toISOString(), ...hit } });
        },
        onProgress(progress) {
          if (current === undefined || current === controller) dispatch({ type: 'sweep', at: ports.now(), progress });
        },
      },
      controller.signal,
    );
  return {
    start: (subnets) => {
      if (current !== undefined) return;
      const plan = planSweep(localAddresses(ports.interfaces()), subnets);
      const controller = manyListeners(new AbortController());
      current = controller;
      const ended = (): void => {
        if (current === controller) current = undefined;
      };
      void begin(plan, controller).catch(ports.onFault).finally(ended);
    },
    stop: () => {
      current?.abort();
      current = undefined;
    },
  };
}

/** Every connection under way listens to one signal; that is no leak. */
function manyListeners(controller: AbortController): AbortController {
  setMaxListeners(0, controller.signal);
  return controller;
}

interface RunOptions {
  readonly ports: DiscoveryPorts;
  readonly dispatch: (event: FleetEvent) => void;
  readonly state: () => FleetState;
}

function run({ ports, dispatch, state }: RunOptions): Running {
  const controller = manyListeners(new AbortController());
  let local: readonly LocalAddress[] = [];
  const tell = statusTeller(dispatch, ports.now);
  const mdns = createMdnsFinder({
    open: ports.openMdns,
    missing: () => state().nodes.flatMap((node) => (livePlaces(state(), node).length === 0 ? [node.node] : [])),
    onHost: (host, on) => {
      const own = new Set(local.map(({ address, zone }) => (zone === undefined ? address : `${address}%${zone}`)));
      for (const event of hostSightings(state(), host, { ...on, at: ports.now(), own })) dispatch(event);
    },
    onStatus: (statuses) => tell('mdns', statuses),
  });
  const listener = createPhoneHomeListener({
    open: ports.openEndpoint,
    secrets: ports.secrets,
    onCall: (call, from, on) => dispatch(callSighting(call, from, { ...on, at: ports.now() })),
    onStatus: (statuses) => tell('phone-home', statuses),
    now: ports.now,
  });
  const worker = createWorker({ ports, state, dispatch, signal: controller.signal });
  const follow = (): void => {
    local = localAddresses(ports.interfaces());
    mdns.follow(local);
    listener.follow(local);
  };
  follow();
  worker.tick();
  return {
    controller,
    mdns,
    listener,
    worker,
    timers: [setInterval(() => worker.tick(), tickMs), setInterval(follow, interfacesMs)],
  };
}

/** Keeps what each kind of finder last said. */
function statusTeller(
  dispatch: (event: FleetEvent) => void,
  now: () => number,
): (kind: FinderKind, statuses: readonly FinderStatus[]) => void {
  const known = new Map<FinderKind, readonly FinderStatus[]>();
  return (kind, statuses) => {
    known.set(kind, statuses);
    dispatch({ type: 'finders', at: now(), finders: [...known.values()].flat() });
  };
}
