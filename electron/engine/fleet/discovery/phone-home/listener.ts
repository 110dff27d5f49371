import { errorFacts, type ErrorFacts } from '../../../../contract/errors.ts';
import type { FinderStatus } from '../../../../contract/fleet.ts';
import type { LocalAddress } from '../local-network.ts';
import type { Call } from './call.ts';
import type { Endpoint, EndpointOptions } from './endpoint.ts';
import { judgeCall, type CallMemory, type CallSecret } from './judge.ts';
import { createRateLimit } from './rate.ts';

export interface ListenerPorts {
  readonly open: (options: EndpointOptions) => Promise<Endpoint>;
  /** What cards of the plan prove themselves with, by instance id. */
  readonly secrets: () => ReadonlyMap<string, CallSecret>;
  readonly onCall: (call: Call, from: string, on: { readonly interface: string }) => void;
  readonly onStatus: (statuses: readonly FinderStatus[]) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

export interface PhoneHomeListener {
  /**
   * Opens endpoints on new addresses and closes those that are gone; called again and again. One that could not be opened
   * is tried anew: its ports may be held by other Slipways on this computer, which end.
   */
  follow(addresses: readonly LocalAddress[]): void;
  close(): Promise<void>;
}

interface Open {
  readonly local: LocalAddress;
  readonly endpoint: Promise<Endpoint | undefined>;
  state: { readonly kind: 'working'; readonly detail: string } | { readonly kind: 'failed'; readonly error: ErrorFacts };
}

/** Takes calls on the local networks of this computer. A call that is believed is a sighting, and never more. */
export function createPhoneHomeListener(ports: ListenerPorts): PhoneHomeListener {
  const open = new Map<string, Open>();
  const rate = createRateLimit();
  let memory: CallMemory = new Map();
  const tell = (): void =>
    ports.onStatus([...open.values()].map(({ local, state }) => ({ finder: 'phone-home', interface: local.interface, state })));
  const heard = (body: string, from: string, local: LocalAddress): boolean => {
    const judgement = judgeCall(body, { secrets: ports.secrets(), memory, from });
    if (judgement.kind === 'refused') return false;
    memory = judgement.memory;
    ports.onCall(judgement.call, from, { interface: local.interface });
    return true;
  };
  const add = (local: LocalAddress): void => {
    const { address } = local;
    const endpoint = ports.open({
      address,
      admits: (caller) => rate.admits(caller, ports.now()),
      onCall: (body, from) => heard(body, from, local),
    });
    const entry: Open = {
      local,
      endpoint: endpoint.catch(() => undefined),
      state: { kind: 'working', detail: `Opens a port at ${address}.` },
    };
    open.set(address, entry);
    endpoint
      .then(
        ({ port }) => (entry.state = { kind: 'working', detail: `Listens at ${address}, port ${String(port)}.` }),
        (thrown: unknown) => (entry.state = { kind: 'failed', error: errorFacts(thrown) }),
      )
      .finally(tell);
  };
  const drop = async (address: string): Promise<void> => {
    const entry = open.get(address);
    open.delete(address);
    await (await entry?.endpoint)?.close();
  };
  return {
    follow: (addresses) => {
      const wanted = addresses.filter(({ family }) => family === 'IPv4');
      const gone = [...open.keys()].filter((address) => !wanted.some((local) => local.address === address));
      for (const address of gone) void drop(address);
      const isMissing = ({ address }: LocalAddress): boolean => (open.get(address)?.state.kind ?? 'failed') === 'failed';
      for (const local of wanted.filter(isMissing)) add(local);
      if (gone.length > 0) tell();
    },
    close: async () => {
      await Promise.all([...open.keys()].map(drop));
    },
  };
}
