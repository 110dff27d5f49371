import { homedir } from 'node:os';
import { join } from 'node:path';
import type { FleetSnapshot } from '../../../contract/fleet.ts';
import type { ResolvedPlan } from '../../../contract/plan.ts';
import { createFeed, type Feed } from '../../cards/feed.ts';
import { createDiscovery, type Discovery } from '../../fleet/discovery/discovery.ts';
import type { FleetEvent } from '../../fleet/identity/fleet-state.ts';
import { fleetSnapshot } from '../../fleet/identity/snapshot.ts';
import { agentPlaces } from '../../fleet/ssh/agents.ts';
import { createKeySource } from '../../fleet/ssh/key-source.ts';
import { createShellPool, type ShellPool } from '../../fleet/ssh/pool.ts';
import type { QuestionRoom } from '../question-service.ts';
import { systemDoors, type DoorOptions } from './doors.ts';
import { createFleetJournal } from './fleet-journal.ts';
import { callSecrets, projectStamp, readFleetPlan, type FleetPlan } from './planned-nodes.ts';

export interface DeskOptions {
  readonly dir: string;
  /** Errors: `plan/has-errors`. */
  readonly soundPlan: (dir: string) => Promise<ResolvedPlan>;
  readonly questions: Pick<QuestionRoom, 'ask' | 'sudoPassword'>;
  readonly onFault: (thrown: unknown) => void;
}

/** One project's fleet while this engine runs. */
export interface FleetDesk {
  readonly discovery: Discovery;
  /** The plan as it was read last. */
  plan(): FleetPlan;
  /** Reads plan, keys and journal again. */
  refresh(): Promise<void>;
  snapshot(): FleetSnapshot;
  readonly feed: Feed<{ readonly finished: boolean; readonly snapshot: FleetSnapshot }>;
  readonly pool: ShellPool;
  /** Keeps discovery running until the returned function is called. */
  hold(): () => void;
  close(): Promise<void>;
}

const refreshMs = 3000;
/** Who leaves a page for another one finds the fleet as it was. */
const lingerMs = 10_000;

/** Opens the desk of a project. Errors: `plan/has-errors`, `project/*`. */
export async function openDesk({ dir, soundPlan, questions, onFault }: DeskOptions): Promise<FleetDesk> {
  let current = await readFleetPlan(dir, await soundPlan(dir));
  let stamp = await projectStamp(dir);
  let revision = 1;
  let closed = false;
  const { pool, withShell } = openConnections(dir, current.plan, questions);
  const journal = createFleetJournal(dir, onFault);
  const onChange = (event: FleetEvent): void => {
    revision += 1;
    feed.changed(event.type === 'alive' || event.type === 'sweep' ? 'soon' : 'now');
    if (event.type === 'logged-in') journal.loggedIn(discovery.state(), event);
  };
  const discovery = createDiscovery(dir, systemDoors({ withShell, secrets: () => callSecrets(current), onFault }), onChange);
  const snapshot = (): FleetSnapshot => fleetSnapshot(discovery.state(), revision);
  const feed: FleetDesk['feed'] = createFeed(
    () => ({ finished: closed, snapshot: snapshot() }),
    performance.now.bind(performance),
  );
  const refresh = async (): Promise<void> => {
    current = await readFleetPlan(dir, await soundPlan(dir));
    tellPlan(discovery, current);
  };
  const refreshIfChanged = async (): Promise<void> => {
    const now = await projectStamp(dir);
    if (now === stamp) return;
    stamp = now;
    await refresh();
  };
  tellPlan(discovery, current);
  const holders = createHolders({
    start: () => discovery.start(),
    stop: () => void discovery.stop().catch(onFault),
    // A plan that is being edited may be wrong for a moment; the last good one stays.
    every: () => void refreshIfChanged().catch(() => undefined),
  });
  return {
    discovery,
    plan: () => current,
    refresh,
    snapshot,
    feed,
    pool,
    hold: holders.hold,
    close: async () => {
      closed = true;
      holders.end();
      await discovery.stop();
      feed.changed('now');
      await pool.close();
      await journal.settled();
    },
  };
}

function tellPlan(discovery: Discovery, { plan: { name, kubernetes }, nodes }: FleetPlan): void {
  discovery.plan(name, nodes, kubernetes.virtualAddress === undefined ? [] : [kubernetes.virtualAddress]);
}

interface Connections {
  readonly pool: ShellPool;
  readonly withShell: DoorOptions['withShell'];
}

/** Connections with the keys of this user; what is locked is asked of a person. */
function openConnections(
  dir: string,
  { login: { user, authorizedKeys } }: ResolvedPlan,
  questions: DeskOptions['questions'],
): Connections {
  const keys = createKeySource({
    sshDir: join(homedir(), '.ssh'),
    agents: agentPlaces(process.platform, process.env),
    authorizedKeys,
    unlock: (path, opens) => questions.ask({ kind: 'key-passphrase', path }, opens),
  });
  const pool = createShellPool({
    keys,
    sudo: {
      password: (node) => questions.sudoPassword({ dir, node }),
      ask: (node, opens) => questions.ask({ kind: 'sudo-password', dir, node, user }, opens),
    },
  });
  const withShell: Connections['withShell'] = async ({ node, address, hostKey, connection }, work) => {
    const target = { node, addresses: [address], user, hostKeys: [hostKey] };
    if (connection === 'shared') return work(pool.shell(target));
    const own = createShellPool({ keys });
    return work(own.shell(target)).finally(() => own.close());
  };
  return { pool, withShell };
}

interface HolderActs {
  readonly start: () => void;
  readonly stop: () => void;
  readonly every: () => void;
}

/** Counts who needs discovery; it starts with the first and stops a while after the last. */
function createHolders({ start, stop, every }: HolderActs): { hold: () => () => void; end: () => void } {
  let count = 0;
  let lingering: NodeJS.Timeout | undefined;
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    clearTimeout(lingering);
    clearInterval(timer);
    timer = undefined;
  };
  const leave = (): void => {
    count -= 1;
    if (count > 0) return;
    lingering = setTimeout(() => {
      end();
      stop();
    }, lingerMs);
    lingering.unref();
  };
  return {
    end,
    hold: () => {
      clearTimeout(lingering);
      count += 1;
      timer ??= setInterval(every, refreshMs);
      start();
      let held = true;
      return () => {
        if (held) leave();
        held = false;
      };
    },
  };
}
