import { resolve } from 'node:path';
import { SlipwayError } from '../../contract/errors.ts';
import { fleetAdoptSchema, type FleetSnapshot } from '../../contract/fleet.ts';
import type { Services } from '../../contract/services.ts';
import { argument, given, text, texts, type Command, type CommandContext } from '../command.ts';
import { withinTime } from '../within-time.ts';
import { fleetNews, fleetTable, isStuck, isThere, missingText } from '../fleet/words.ts';

const defaultWait = 180;
/** A day: with `--follow` it is a person who ends it. */
const longest = 86_400;

export const findCommand: Command = {
  name: 'find',
  usage: 'DIR [--wait SECONDS | --follow] [--sweep] [--address ADDRESS …] [--adopt NODE=FINGERPRINT …]',
  summary: 'find the booted nodes of a plan, prove that they are ours, and say who is missing',
  speaksToNodes: true,
  options: {
    wait: { type: 'string' },
    follow: { type: 'boolean' },
    sweep: { type: 'boolean' },
    address: { type: 'string', multiple: true },
    adopt: { type: 'string', multiple: true },
  },
  async run(context) {
    const dir = resolve(argument(context, 0, 'The folder'));
    const goesOn = given(context, 'follow');
    const seconds = goesOn ? longest : waitOf(context);
    const adoptions = texts(context, 'adopt').map((value) => adoptionOf(dir, value));
    const { fleet } = await context.services();
    await ask(context, fleet, dir);
    const last = await withinTime(context.signal, seconds * 1000, (signal) =>
      follow(context, { fleet, dir, adoptions, goesOn }, signal),
    );
    if (context.signal.aborted) throw new SlipwayError('engine/cancelled', 'Nodes that were found stay found.');
    return report(context, last);
  },
};

type Fleet = Services['fleet'];
type Adoption = ReturnType<typeof adoptionOf>;

function waitOf(context: CommandContext): number {
  const value = text(context, 'wait') ?? String(defaultWait);
  if (!/^\d{1,5}$/.test(value)) throw new SlipwayError('cli/usage', `--wait ${value} is no number of seconds.`);
  return Math.max(1, Number(value));
}

function adoptionOf(dir: string, value: string) {
  const [node = '', ...rest] = value.split('=');
  const adoption = fleetAdoptSchema.safeParse({ dir, node, fingerprint: rest.join('=') });
  if (!adoption.success) throw new SlipwayError('cli/usage', '--adopt takes NODE=SHA256:…, the fingerprint as it is shown.');
  return adoption.data;
}

async function ask(context: CommandContext, fleet: Fleet, dir: string): Promise<void> {
  for (const address of texts(context, 'address')) await fleet.addAddress({ dir, address });
  if (given(context, 'sweep')) await fleet.sweep({ dir });
}

interface Search {
  readonly fleet: Fleet;
  readonly dir: string;
  readonly adoptions: readonly Adoption[];
  /** Whether it goes on when every node is there. */
  readonly goesOn: boolean;
}

/** Shows what happens until every node is there, or needs a person, or the time is over. */
async function follow(context: CommandContext, search: Search, signal: AbortSignal): Promise<FleetSnapshot> {
  const { fleet, dir } = search;
  let left = search.adoptions;
  let before: FleetSnapshot | undefined;
  for await (const snapshot of fleet.watch({ dir }, signal)) {
    context.output.event({ type: 'fleet', ...snapshot });
    for (const line of fleetNews(before, snapshot)) context.output.say(line);
    before = snapshot;
    const seen = left.filter(({ fingerprint }) => snapshot.foreign.some((machine) => machine.fingerprint === fingerprint));
    left = left.filter((adoption) => !seen.includes(adoption));
    for (const adoption of seen) await fleet.adopt(adoption);
    if (search.goesOn || left.length + seen.length > 0) continue;
    if (snapshot.nodes.every((node) => isThere(node) || isStuck(node))) break;
  }
  // A key that no machine showed in all that time.
  for (const adoption of left) await fleet.adopt(adoption);
  return before ?? (await fleet.look({ dir }));
}

function report({ output }: CommandContext, snapshot: FleetSnapshot): number {
  const isWhole = snapshot.nodes.every(isThere);
  const missing = missingText(snapshot);
  output.result({ type: 'found', complete: isWhole, ...snapshot }, fleetTable(snapshot));
  if (missing !== '') output.say(missing);
  return isWhole ? 0 : 1;
}
