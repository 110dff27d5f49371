import type { StationCard, StationDoubt, StationSlot } from '../../../contract/station.ts';
import { plainText } from '../../../contract/plain-text.ts';
import type { StationState } from './state.ts';

/** Everything that speaks for asking before this card is erased; none means that a station that starts by itself may write. */
export function doubtsAbout(state: StationState, { drive, card }: StationSlot): readonly StationDoubt[] {
  const { decision } = drive.verdict;
  return [...doubtsOfContent(state, card), ...(decision === 'needs-confirmation' ? [{ kind: decision } as const] : [])];
}

function doubtsOfContent({ cluster, queue }: StationState, card: StationCard): readonly StationDoubt[] {
  switch (card.kind) {
    case 'unread':
    case 'blank':
    case 'unfinished':
      return [];
    case 'unreadable':
      return [{ kind: 'unreadable', error: card.error }];
    case 'image': {
      if (card.marker === undefined) return [];
      const { marker } = card;
      // The words come from the card, and anybody may have written it.
      const node = plainText(marker.node);
      const writtenAt = plainText(marker.writtenAt);
      if (marker.cluster !== cluster) return [{ kind: 'other-cluster', cluster: plainText(marker.cluster), node, writtenAt }];
      const done = queue.some((queued) => queued.node === marker.node && queued.outcome === 'done');
      return [{ kind: done ? 'finished-card' : 'written-before', node, writtenAt }];
    }
  }
}
