import { describe, expect, it } from 'vitest';
import {
  firstDraft,
  folderOf,
  keyNone,
  keyPaste,
  mistakesIn,
  newPlanOf,
  previewNodes,
} from '../../../../renderer/pages/start/new-draft.ts';
import { draftOf, isDirty, isStale, synced } from '../../../../renderer/pages/plan/yaml-draft.ts';

const own = [{ path: '/home/me/.ssh/id_ed25519.pub', key: 'ssh-ed25519 AAAA me@desk\n' }];
const draft = firstDraft(false, own, 'Europe/Lisbon');

describe('the draft of a new cluster', () => {
  it('can be sent as it is suggested', () => {
    expect(mistakesIn(draft, '/s/lab')).toEqual({});
    expect(newPlanOf(draft, own)).toEqual({
      name: 'lab',
      nodes: 'pi[01-03]',
      board: 'pi4',
      timezone: 'Europe/Lisbon',
      authorizedKeys: ['ssh-ed25519 AAAA me@desk'],
    });
  });

  it('of practice needs no key; of a real cluster without keys asks for one', () => {
    expect(firstDraft(true, [], 'UTC').key).toBe(keyNone);
    expect(firstDraft(false, [], 'UTC').key).toBe(keyPaste);
  });

  it.each([
    [{ name: 'Bad Name' }, 'name'],
    [{ nodes: 'pi[3-1]' }, 'nodes'],
    [{ key: keyPaste, pasted: '-----BEGIN OPENSSH PRIVATE KEY-----' }, 'pasted'],
    [{ key: keyPaste, pasted: '' }, 'pasted'],
  ])('with %j is wrong at %s', (part, field) =>
    expect(Object.keys(mistakesIn({ ...draft, ...part }, '/s/lab'))).toEqual([field]),
  );

  it('follows the name with its folder until a folder is typed', () => {
    expect(folderOf({ ...draft, name: 'workshop' }, '/s', [])).toBe('/s/workshop');
    expect(folderOf({ ...draft, name: 'workshop', dir: '/mine' }, '/s', [])).toBe('/mine');
  });

  it('lets the rack show its nodes, the first as control plane', () => {
    expect(previewNodes({ nodes: 'n[1-2]', board: 'pi5' }).map(({ name, role }) => [name, role])).toEqual([
      ['n1', 'control-plane'],
      ['n2', 'worker'],
    ]);
    expect(previewNodes({ nodes: '?', board: 'pi5' })).toEqual([]);
  });
});

describe('the draft of the YAML view', () => {
  const typed = { ...draftOf({ text: 'a' }), text: 'mine' };

  it('follows the file while nothing is typed', () => {
    expect(synced(draftOf({ text: 'a' }), { text: 'b' })).toEqual({ text: 'b', base: 'b' });
  });

  it('keeps what was typed when the file moves on, and says that it is stale', () => {
    expect(synced(typed, { text: 'b' })).toBe(typed);
    expect(isStale(typed, { text: 'b' })).toBe(true);
    expect(isStale(typed, { text: 'a' })).toBe(false);
  });

  it('is clean again once the file holds it', () => {
    const after = synced(typed, { text: 'mine' });
    expect(isDirty(after)).toBe(false);
  });
});
