import type { StationNode, StationSlot, StationSnapshot } from '../../electron/contract/station.ts';
import { t } from '../messages/en.ts';

const text = t.station;

/** How many nodes are in each state. */
export function tally(nodes: readonly StationNode[]): Readonly<Record<StationNode['state'], number>> {
  const count = (state: StationNode['state']): number => nodes.filter((node) => node.state === state).length;
  return { waiting: count('waiting'), bound: count('bound'), done: count('done'), skipped: count('skipped') };
}

/** Cards that somebody is asked about. */
export const askedSlots = ({ slots }: Pick<StationSnapshot, 'slots'>): readonly StationSlot[] =>
  slots.filter(({ state }) => state.kind === 'asking');

/** Cards about which nothing but the ordinary question is open. */
export const clearSlots = (snapshot: Pick<StationSnapshot, 'slots'>): readonly StationSlot[] =>
  askedSlots(snapshot).filter(({ state }) => state.kind === 'asking' && state.doubts.length === 0);

/** Drives that were there before and that nobody would take for a card are shown apart. */
export const isBystander = ({ origin, state }: StationSlot): boolean => origin === 'baseline' && state.kind === 'idle';

const underWay = ({ slots }: StationSnapshot): readonly StationSlot[] =>
  slots.filter(({ state }) => state.kind === 'starting' || state.kind === 'writing');

/** What the page says in large letters: what the person is to do, or else what happens. */
export function headlineOf(snapshot: StationSnapshot): string {
  const { prompt, nodes, slots, mode } = snapshot;
  const asked = askedSlots(snapshot)[0];
  if (asked?.state.kind === 'asking' && (mode === 'serial' || prompt.kind !== 'insert'))
    return text.title.asking(asked.state.node);
  if (prompt.kind === 'insert') return text.title.insert(prompt.node);
  if (prompt.kind === 'finished') return text.title.finished(tally(nodes).done, nodes.length);
  const checking = slots.find(({ state }) => state.kind === 'checking');
  if (checking?.state.kind === 'checking') return text.title.checking(checking.state.node);
  const [first, ...others] = underWay(snapshot);
  return first === undefined || !('node' in first.state) || others.length > 0
    ? text.title.several(others.length + 1)
    : text.title.busy(first.state.node);
}

/** What is new since the last snapshot and worth saying aloud, in the order in which it is wanted: ends, then the next thing to do. */
export function stationNews(before: StationSnapshot | undefined, now: StationSnapshot): readonly string[] {
  const ended = now.history.slice(0, now.history.length - (before?.history.length ?? 0));
  const ends = ended.flatMap(({ node, outcome }) => (outcome === 'cancelled' ? [] : [text.say[outcome](node)]));
  const turned = now.slots.filter(({ id, state }) => before?.slots.find((slot) => slot.id === id)?.state.kind !== state.kind);
  const slots = turned.flatMap(({ drive, state }) => {
    if (state.kind === 'asking') return [text.say.asking(state.node)];
    return state.kind === 'refused' ? [text.say.refused(drive.title, `${state.error.title} ${state.error.detail}`)] : [];
  });
  return [...ends, ...slots, ...promptNews(before, now)];
}

function promptNews(before: StationSnapshot | undefined, { prompt }: StationSnapshot): readonly string[] {
  const was = before?.prompt;
  if (prompt.kind === 'insert') return was?.kind === 'insert' && was.node === prompt.node ? [] : [text.say.insert(prompt.node)];
  return prompt.kind === 'finished' && was?.kind !== 'finished' ? [text.say.finished] : [];
}

/** Whether the person is wanted now, and was not before: the moment for a sound. */
export function isWanted(before: StationSnapshot | undefined, now: StationSnapshot): boolean {
  const wants = (snapshot: StationSnapshot): string =>
    [
      snapshot.prompt.kind === 'insert' ? snapshot.prompt.node : snapshot.prompt.kind,
      ...askedSlots(snapshot).map(({ id }) => id),
    ].join(' ');
  return before !== undefined && (now.prompt.kind !== 'busy' || askedSlots(now).length > 0) && wants(before) !== wants(now);
}
