import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../electron/contract/finding.ts';
import { imageEntrySchema, type ImageEntry } from '../../../../electron/contract/image.ts';
import { faultOf, isErrorCode, isFault } from '../../../../renderer/state/faults.ts';
import { countBySeverity, fieldId, findingsAt, sorted } from '../../../../renderer/state/findings.ts';
import { allStored, filterImages, imageNeeds } from '../../../../renderer/state/image-needs.ts';
import { freeFolder, isClusterName, keyKind, previewNames } from '../../../../renderer/state/names.ts';
import { baseName, isAbsolutePath, isHttpAddress, posixLike, withinFolder } from '../../../../renderer/state/paths.ts';
import { stagesOf } from '../../../../renderer/state/stages.ts';

describe('names', () => {
  it.each([
    ['lab', true],
    ['pi-01', true],
    ['a'.repeat(63), true],
    ['a'.repeat(64), false],
    ['-lab', false],
    ['Lab', false],
    ['', false],
    ['läb', false],
  ])('%s can be a cluster’s name: %s', (name, expected) => expect(isClusterName(name)).toBe(expected));

  it.each([
    ['pi[01-03]', ['pi01', 'pi02', 'pi03']],
    ['n[9-10]x', ['n9x', 'n10x']],
    ['solo', ['solo']],
    ['pi[3-1]', undefined],
    ['pi[1-100]', undefined],
    ['pi[1-2', undefined],
  ])('%s stands for %j', (pattern, expected) => expect(previewNames(pattern)).toEqual(expected));

  it.each([
    ['ssh-ed25519 AAAA me@desk', 'public'],
    ['ecdsa-sha2-nistp256 AAAA', 'public'],
    ['sk-ssh-ed25519@openssh.com AAAA', 'public'],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nx', 'private'],
    ['ssh-ed25519 AAAA one\nssh-ed25519 AAAA two', 'other'],
    [' \n', 'empty'],
  ])('%j is a key of the kind %s', (key, expected) => expect(keyKind(key)).toBe(expected));

  it('a new folder is one that no known project has', () => {
    expect(freeFolder('/s', 'lab', ['/s/lab', '/s/lab-2'])).toBe('/s/lab-3');
    expect(freeFolder('C:\\s\\', 'lab', [])).toBe('C:\\s\\lab');
  });
});

describe('paths', () => {
  it.each([
    ['/a', true],
    ['C:\\a', true],
    ['\\\\nas\\a', true],
    ['a/b', false],
    ['~/a', false],
  ])('%s is absolute: %s', (path, expected) => expect(isAbsolutePath(path)).toBe(expected));

  it.each([
    ['/p', '/p/cards/a.img', 'cards/a.img'],
    ['/p', '/pother/a.img', '/pother/a.img'],
    ['C:\\p', 'C:\\p\\a.img', 'a.img'],
    ['/p', '/p', '/p'],
  ])('below %s, %s is %s', (folder, path, expected) => expect(withinFolder(folder, path)).toBe(expected));

  it('joins, shortens and tells addresses', () => {
    expect(posixLike('/a/', 'b')).toBe('/a/b');
    expect(baseName('C:\\a\\b.img')).toBe('b.img');
    expect([isHttpAddress('https://x/y'), isHttpAddress('ftp://x')]).toEqual([true, false]);
  });
});

describe('findings', () => {
  const finding = (severity: Finding['severity'], ...path: (string | number)[]): Finding => ({
    code: 'x',
    path,
    severity,
    message: severity,
  });
  const all = [
    finding('advice', 'name'),
    finding('error', 'nodes', 1, 'name'),
    finding('warning', 'nodes', 1),
    finding('error', 'nodes', 11),
  ];

  it('come worst first, in the engine’s order otherwise', () => {
    expect(sorted(all).map(({ path }) => fieldId(path))).toEqual(['nodes.1.name', 'nodes.11', 'nodes.1', 'name']);
    expect(countBySeverity(all)).toEqual({ error: 2, warning: 1, advice: 1 });
  });

  it('are found at a place and below it, not beside it', () => {
    expect(findingsAt(all, ['nodes', 1]).map(({ path }) => fieldId(path))).toEqual(['nodes.1.name', 'nodes.1']);
  });
});

describe('images', () => {
  const entry = (part: Partial<ImageEntry> & { id: string }): ImageEntry =>
    imageEntrySchema.parse({ name: part.id, url: 'https://x', ...part });
  const images = [
    entry({ id: 'hypriotos-1.12.3', boards: ['pi3'] }),
    entry({ id: 'ubuntu', architecture: 'arm64', boards: ['pi4'] }),
    entry({ id: 'mine' }),
  ];

  it.each([
    [{ words: '', board: '' }, ['hypriotos-1.12.3', 'ubuntu', 'mine']],
    [{ words: 'UBUNTU arm64', board: '' }, ['ubuntu']],
    [{ words: '', board: 'pi3' }, ['hypriotos-1.12.3', 'mine']],
    [{ words: 'ubuntu hypriot', board: '' }, []],
  ])('%j finds %j', (filter, expected) => expect(filterImages(images, filter).map(({ id }) => id)).toEqual(expected));

  it('needed by several nodes are needed once; a job is known by the id that the engine gave', () => {
    const node = (name: string, image?: string) =>
      ({ name, role: 'worker', board: 'pi3', entry: 0, ...(image === undefined ? {} : { image }) }) as const;
    const nodes = [node('a', 'https://x/y.xz'), node('b', 'ubuntu'), node('c', 'https://x/y.xz'), node('d')];
    const jobs = [{ id: 'y-1234', state: 'done' }] as const;
    const needs = imageNeeds({ nodes, catalogue: images, found: new Map(), jobs, jobIds: { 'https://x/y.xz': 'y-1234' } });
    expect(needs.map(({ reference, nodes: users, entry: known, job }) => [reference, users, known?.id, job?.state])).toEqual([
      ['https://x/y.xz', ['a', 'c'], undefined, 'done'],
      ['ubuntu', ['b'], 'ubuntu', undefined],
    ]);
    expect([allStored(needs), allStored([])]).toEqual([false, false]);
  });
});

describe('stages', () => {
  const allUp = { soundPlan: true, imagesReady: true, nodes: 3, cardsWritten: 3, nodesUp: 3 };
  it.each([
    [
      { soundPlan: false, imagesReady: true, nodes: 3, cardsWritten: 3, nodesUp: 3 },
      ['open', 'locked', 'locked', 'locked', 'locked'],
    ],
    [
      { soundPlan: true, imagesReady: false, nodes: 3, cardsWritten: 0, nodesUp: 0 },
      ['done', 'open', 'locked', 'locked', 'locked'],
    ],
    [{ soundPlan: true, imagesReady: true, nodes: 3, cardsWritten: 2, nodesUp: 1 }, ['done', 'done', 'open', 'open', 'open']],
    [{ soundPlan: true, imagesReady: false, nodes: 3, cardsWritten: 0, nodesUp: 1 }, ['done', 'open', 'locked', 'open', 'open']],
    [{ soundPlan: true, imagesReady: true, nodes: 3, cardsWritten: 3, nodesUp: 3 }, ['done', 'done', 'done', 'done', 'open']],
    [{ ...allUp, clusterExists: true }, ['done', 'done', 'done', 'done', 'done', 'open']],
    [{ ...allUp, clusterExists: true, clusterInWork: true }, ['done', 'done', 'done', 'done', 'open', 'open']],
  ])('with %j are %j', (input, expected) => expect(stagesOf(input).map(({ state }) => state)).toEqual(expected));
});

describe('faults', () => {
  const sent = { code: 'card/removed', title: 'T.', detail: 'D', fix: 'F.' };

  it('are the engine’s own words where it sent any', () => {
    expect(faultOf({ data: { slipway: sent } })).toEqual(sent);
    expect(isFault({ data: { slipway: sent } }, 'card/removed')).toBe(true);
  });

  it.each([
    [new Error('boom'), 'boom'],
    ['text', 'text'],
    [{ data: { slipway: { ...sent, code: 'made/up' } } }, '[object Object]'],
  ])('%s is unexpected', (thrown, detail) => expect(faultOf(thrown)).toMatchObject({ code: 'engine/internal', detail }));

  it('know a code from a property that every object has', () => {
    expect([isErrorCode('card/removed'), isErrorCode('toString'), isErrorCode(1)]).toEqual([true, false, false]);
  });
});
