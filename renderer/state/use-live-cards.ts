import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { BatchSnapshot, CardStatus } from '../../electron/contract/card.ts';
import { t } from '../messages/en.ts';
import { mergeBatches, nextHeard, nothingHeard, overallFraction } from './cards.ts';
import { useEngine } from './engine.ts';
import { keys } from './keys.ts';
import { dirOf } from './route.ts';
import { useBatchFeed, useRunning } from './queries.ts';
import { useBatches } from './use-batches.ts';
import { useRoute } from './use-route.ts';
import { announce, showActivity } from './view.ts';

interface LiveBatches {
  /** The write sessions that concern the project in view: those of the address, and its running ones. */
  readonly here: readonly BatchSnapshot[];
  /** These, and those that run for any other project. */
  readonly all: readonly BatchSnapshot[];
}

function useLiveBatches(): LiveBatches {
  const route = useRoute();
  const dir = dirOf(route);
  const { data: running = [] } = useRunning();
  const named = 'batches' in route ? route.batches : [];
  const own = running.filter((batch) => batch.dir !== undefined && batch.dir === dir);
  const here = [...new Set([...own.map(({ batchId }) => batchId), ...named])];
  const all = [...new Set([...here, ...running.map(({ batchId }) => batchId)])];
  useBatchFeed(all);
  return { here: useBatches(here).batches, all: useBatches(all).batches };
}

/** The cards of the sessions in view, for rack, title and announcements. */
export function useLiveCards(): readonly CardStatus[] {
  const { here, all } = useLiveBatches();
  const cards = useMemo(() => mergeBatches(here), [here]);
  useShellBusy(all);
  useAnnouncements(
    here.some(({ finished }) => !finished),
    cards,
  );
  useRefreshWhenDone(all);
  return cards;
}

/** Whatever page is shown: the window must not close over the cards of a project that is not in view. */
function useShellBusy(batches: readonly BatchSnapshot[]): void {
  const { capabilities } = useEngine();
  const open = batches.filter(({ finished }) => !finished);
  const busy = open.length > 0;
  const progress = busy ? overallFraction(open.flatMap(({ cards }) => cards)) : undefined;
  useEffect(() => {
    capabilities.setBusy({ busy, ...(progress === undefined ? {} : { progress }) });
  }, [capabilities, busy, progress]);
}

function useAnnouncements(busy: boolean, cards: readonly CardStatus[]): void {
  const heard = useRef(nothingHeard);
  useEffect(() => {
    if (cards.length === 0) return;
    const next = nextHeard(heard.current, cards);
    heard.current = busy ? next.heard : nothingHeard;
    if (next.news !== undefined && busy) announce(t.cards.writing.announce(next.news.percent, next.news.failed));
    showActivity(
      activityOf(cards) ?? t.cards.result.title(cards.filter(({ state }) => state.kind === 'done').length, cards.length),
    );
  }, [busy, cards]);
}

function activityOf(cards: readonly CardStatus[]): string | undefined {
  const card = cards.find(({ state }) => state.kind === 'running');
  if (card?.state.kind !== 'running') return undefined;
  const { phase, progress } = card.state;
  return t.cards.writing.activity(card.node, t.cards.writing.phase[phase].toLowerCase(), progress);
}

/** The journal has grown when a card ends: ask it again, then and not before. */
function useRefreshWhenDone(batches: readonly BatchSnapshot[]): void {
  const queries = useQueryClient();
  const settled = batches
    .flatMap(({ cards }) => cards)
    .filter(({ state }) => state.kind !== 'waiting' && state.kind !== 'running').length;
  useEffect(() => {
    if (settled === 0) return;
    void queries.invalidateQueries({ queryKey: ['history'] });
    void queries.invalidateQueries({ queryKey: keys.recent });
    void queries.invalidateQueries({ queryKey: keys.running });
  }, [queries, settled]);
}
