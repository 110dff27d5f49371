import { describe, expect, it } from 'vitest';
import type { CardMarker } from '../../../../electron/contract/flash.ts';
import type { ImageFacts, StoredImage } from '../../../../electron/contract/image.ts';
import { imageOf } from '../../../../electron/engine/services/card-integrity.ts';

const facts = (name: string, diskId: string): ImageFacts => ({
  ...{ kind: 'known', family: 'hypriot-cloud-init', version: '1', architecture: 'armhf', name },
  table: { scheme: 'mbr', diskId, partitions: [] },
  boot: { partition: 1, freeBytes: 0, names: [], files: {} },
});
const stored = (id: string, name: string, diskId: string): StoredImage => ({
  ...{ id, name, source: 'x', rawBytes: 1, storedBytes: 1, mappedBytes: 1, rawSha256: 'a'.repeat(64), checkedAgainst: 'nothing' },
  ...{ facts: facts(name, diskId), addedAt: '2026-11-21T00:00:00Z', lastUsedAt: '2026-11-21T00:00:00Z' },
});
const store = [
  stored('old', 'HypriotOS 1', 'aaaaaaaa'),
  stored('same', 'HypriotOS 1', 'bbbbbbbb'),
  stored('other', 'Ubuntu', 'bbbbbbbb'),
];
const marker: CardMarker = {
  slipway: 1,
  cluster: 'c',
  node: 'n',
  instanceId: 'i',
  image: { name: 'HypriotOS 1' },
  writtenAt: 'w',
};

describe('imageOf', () => {
  it.each<[string, { card: ImageFacts; marker?: CardMarker; id: string | undefined }]>([
    ['the image of this name and disk id', { card: facts('HypriotOS 1', 'bbbbbbbb'), id: 'same' }],
    ['an image of this name when the node has changed its disk id', { card: facts('HypriotOS 1', 'cccccccc'), id: 'old' }],
    ['the image that the marker names', { card: facts('Upgraded', 'bbbbbbbb'), marker, id: 'same' }],
    ['no image of another system', { card: facts('Fedora', 'bbbbbbbb'), id: undefined }],
    ['no image for a system that is not known', { card: { kind: 'unknown', reason: 'x' }, id: undefined }],
  ])('finds %s', (_what, { card, marker: itsMarker, id }) => {
    expect(imageOf(store, card, itsMarker)?.id).toBe(id);
  });
});
