import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { BatchSnapshot, CardStatus } from '../../electron/contract/card.ts';
import { t } from '../messages/en.ts';
import { mergeBatches, nextHeard, nothingHeard, overallFraction } from './cards.ts';
import { useEngine } from './engine.ts';
import { keys } from './keys.ts';
import { useBatchFeed, useRunning } from './queries.ts';
import { useBatches } from './use-batches.ts';
import { useRoute } from './use-route.ts';
import { announce, showActivity } from './view.ts';

/** The write sessions that concern the project in view: those of the address, and its running ones. */
export function useLiveBatches(): readonly BatchSnapshot[] {
  const route = useRoute();
  const here = 'dir' in route ? route.dir : undefined;
  const { data: running = [] } = useRunning();
  const named = 'batches' in route ? route.batches : [];
  const own = running.filter(({ dir }) => dir !== undefined && dir === here);
  const ids = [...new Set([...own.map(({ batchId }) => batchId), ...named])];
  useBatchFeed(ids);
  return useBatches(ids).batches;
}

/** The cards of those sessions, for rack, title and announcements. */
export function useLiveCards(): readonly CardStatus[] {
  const batches = useLiveBatches();
  const cards = useMemo(() => mergeBatches(batches), [batches]);
  const busy = batches.some(({ finished }) => !finished);
  useShellBusy(busy, cards);
  useAnnouncements(busy, cards);
  useRefreshWhenDone(batches);
  return cards;
}

function useShellBusy(busy: boolean, cards: readonly CardStatus[]): void {
  const { capabilities } = useEngine();
  const progress = busy ? overallFraction(cards) : undefined;
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
