import { isProven, parseCall, type Call } from './call.ts';

/** What a card of the plan proves itself with, by its instance id. */
export interface CallSecret {
  readonly node: string;
  readonly secret: string;
}

/** Boots of one card that called, the newest last, and the highest count of each. */
type Boots = readonly { readonly boot: string; readonly count: number }[];

export type CallMemory = ReadonlyMap<string, Boots>;

export type Refusal = 'malformed' | 'unknown' | 'forged' | 'elsewhere' | 'replayed';

export type Judgement =
  | { readonly kind: 'taken'; readonly call: Call; readonly memory: CallMemory }
  | { readonly kind: 'refused'; readonly why: Refusal };

interface JudgeContext {
  readonly secrets: ReadonlyMap<string, CallSecret>;
  readonly memory: CallMemory;
  /** The address that the call came from. */
  readonly from: string;
}

const maxBoots = 16;

/**
 * Whether a call is to be believed: proven with the secret of a card, from an address the node says is its own, and newer
 * than every call before it. A boot that was followed by another one is over. Pure.
 */
export function judgeCall(body: string, { secrets, memory, from }: JudgeContext): Judgement {
  const call = parseCall(body);
  if (call === undefined) return refused('malformed');
  const known = secrets.get(call.instance);
  if (known === undefined || known.node !== call.node) return refused('unknown');
  if (!isProven(call, known.secret)) return refused('forged');
  if (!call.addresses.includes(from)) return refused('elsewhere');
  const boots = memory.get(call.instance) ?? [];
  const before = boots.find(({ boot }) => boot === call.boot);
  const isOver = before !== undefined && boots.at(-1) !== before;
  if (isOver || (before !== undefined && before.count >= call.count)) return refused('replayed');
  const others = boots.filter(({ boot }) => boot !== call.boot).slice(1 - maxBoots);
  const now = [...others, { boot: call.boot, count: call.count }];
  return { kind: 'taken', call, memory: new Map(memory).set(call.instance, now) };
}

const refused = (why: Refusal): Judgement => ({ kind: 'refused', why });
