import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { KubeconfigEntry } from '../../../../../electron/engine/cluster/kubeconfig/entry.ts';
import { merged, mergeState, unmerged, type MergeQuestion } from '../../../../../electron/engine/cluster/kubeconfig/merge.ts';
import { base64, labCredentials, userKubeconfig } from '../../../../fakes/kubeconfig-texts.ts';

const target = '/home/me/.kube/config';
const project = '/home/me/slipway/lab';
const entry: KubeconfigEntry = { context: 'lab', project, credentials: labCredentials };
const newer = { ...labCredentials, authority: base64('newer authority') };
const asked = (text: string, part: Partial<KubeconfigEntry> = {}): MergeQuestion => ({
  files: [{ path: target, text }],
  target,
  entry: { ...entry, ...part },
});
const keep = { use: false };

describe('adding a cluster to the kubeconfig', () => {
  it('keeps what is in the file, comments, quotes and order included, and adds its own below each list', () => {
    const { after } = merged(asked(userKubeconfig), keep);
    const words = (text: string): readonly string[] => text.split(/[\s{}]+/).filter((word) => word !== '');
    const left = words(after);
    for (const word of words(userKubeconfig)) expect(left).toContain(word);
    expect(after.startsWith('# clusters at work, ask Ann\napiVersion: v1\n')).toBe(true);
    expect(after).toContain('server: https://k8s.example.com # behind the VPN');
    expect(after.indexOf('name: old')).toBeLessThan(after.indexOf('name: lab'));
  });

  it('names context and cluster after the cluster, and leaves the current context alone', () => {
    const data = parse(merged(asked(userKubeconfig), keep).after) as Record<string, unknown>;
    expect(data['current-context']).toBe('work');
    expect(data['contexts']).toContainEqual(
      expect.objectContaining({ name: 'lab', context: expect.objectContaining({ cluster: 'lab', user: 'lab-admin' }) as object }),
    );
  });

  it('becomes the current context where there is none, or where that is asked for', () => {
    expect(parse(merged(asked(''), keep).after)).toMatchObject({ kind: 'Config', 'current-context': 'lab' });
    expect(parse(merged(asked(userKubeconfig), { use: true }).after)).toMatchObject({ 'current-context': 'lab' });
  });

  it('changes nothing, to the byte, when it is in there already', () => {
    const once = merged(asked(userKubeconfig), keep).after;
    expect(merged(asked(once), keep).after).toBe(once);
    expect(mergeState(asked(once))).toMatchObject({ state: 'merged', context: 'lab' });
  });

  it('replaces its own older entry at its place', () => {
    const once = merged(asked(userKubeconfig), keep).after;
    expect(mergeState(asked(once, { credentials: newer }))).toMatchObject({ state: 'outdated' });
    const twice = merged(asked(once, { credentials: newer }), keep).after;
    expect(twice).toBe(once.replace(labCredentials.authority, newer.authority));
  });

  it("never replaces somebody else's entry of that name, and offers a free one", () => {
    const question = asked(userKubeconfig, { context: 'work' });
    expect(mergeState(question)).toMatchObject({ state: 'taken', suggestion: 'work-2' });
    expect(() => merged(question, keep)).toThrow(expect.objectContaining({ code: 'kubeconfig/taken' }) as Error);
    expect(merged(asked(userKubeconfig, { context: 'work-2' }), keep).after).toContain('work-2');
  });

  it('a user of that name that is somebody else’s counts as taken too', () => {
    expect(mergeState(asked(userKubeconfig, { context: 'old' })).state).toBe('taken');
    const onlyUser = 'users:\n- {name: lab-admin, user: {token: abc}}\n';
    expect(mergeState(asked(onlyUser)).state).toBe('taken');
  });

  it('another project’s cluster of the same name is somebody else’s', () => {
    const once = merged(asked(''), keep).after;
    expect(mergeState(asked(once, { project: '/home/me/slipway/other' }))).toMatchObject({ state: 'taken', suggestion: 'lab-2' });
  });

  it('renames its own entry when another name is asked for', () => {
    const once = merged(asked(userKubeconfig), keep).after;
    const renamed = merged(asked(once, { context: 'pis' }), keep).after;
    expect(parse(renamed)).toEqual(parse(merged(asked(userKubeconfig, { context: 'pis' }), keep).after));
  });

  it('JSON stays JSON, and CRLF stays CRLF', () => {
    const json = JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters: [], contexts: [], users: [] });
    expect(JSON.parse(merged(asked(json), keep).after)).toMatchObject({ 'current-context': 'lab' });
    const after = merged(asked(userKubeconfig.replaceAll('\n', '\r\n')), keep).after;
    expect(after.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it.each([
    ['a list in place of the mapping', '- 1\n'],
    ['no list of clusters', 'clusters: 7\n'],
    ['no YAML', 'a: [1\n'],
  ])('refuses a file with %s', (_, text) => {
    expect(() => merged(asked(text), keep)).toThrow(expect.objectContaining({ code: 'kubeconfig/unreadable' }) as Error);
  });
});

describe('several files in KUBECONFIG', () => {
  const second = '/home/me/pis.yaml';
  const files = (first: string, other: string): MergeQuestion => ({
    files: [
      { path: target, text: first },
      { path: second, text: other },
    ],
    target,
    entry,
  });

  it('a name in any of them is taken', () => {
    expect(mergeState(files('', 'contexts:\n- {name: lab, context: {cluster: a, user: b}}\n')).state).toBe('taken');
  });

  it('its own entry is brought up to date in the file where it is', () => {
    const there = merged({ ...files('', ''), target: second }, keep).after;
    const question = { ...files(userKubeconfig, there), entry: { ...entry, credentials: newer } };
    expect(mergeState(question)).toMatchObject({ path: second, state: 'outdated' });
    expect(merged(question, keep).path).toBe(second);
  });
});

describe('taking it out again', () => {
  it('leaves the file with the meaning it had before', () => {
    const once = merged(asked(userKubeconfig), keep).after;
    const { after } = unmerged([{ path: target, text: once }], target, project);
    expect(parse(after)).toEqual(parse(userKubeconfig));
    expect(after).toContain('# the one I use most');
  });

  it('names no current context any more when it was the current one', () => {
    const once = merged(asked(''), keep).after;
    expect(parse(unmerged([{ path: target, text: once }], target, project).after)).toMatchObject({ 'current-context': '' });
  });

  it('takes its own alone, though somebody else’s before it has the same name', () => {
    const theirs = { name: 'lab', cluster: { server: 'https://theirs.example.com' } };
    const once = parse(merged(asked(''), keep).after) as { clusters: object[] };
    const text = JSON.stringify({ ...once, clusters: [theirs, ...once.clusters] });
    const { after } = unmerged([{ path: target, text }], target, project);
    expect(parse(after)).toMatchObject({ clusters: [theirs], users: [], contexts: [] });
  });

  it('does nothing where it is not', () => {
    expect(unmerged([{ path: target, text: userKubeconfig }], target, project).after).toBe(userKubeconfig);
  });
});

it('whatever is in a kubeconfig stays in it: merging and taking out again changes no other entry', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
  const value = fc.dictionary(
    name.filter((key) => key !== '__proto__'),
    fc.oneof(fc.string(), fc.integer(), fc.boolean()),
  );
  const list = (kind: string): fc.Arbitrary<readonly object[]> =>
    fc
      .uniqueArray(fc.record({ name, body: value }), { selector: (item) => item.name, maxLength: 5 })
      .map((items) =>
        items.filter((item) => !['lab', 'lab-admin'].includes(item.name)).map((item) => ({ name: item.name, [kind]: item.body })),
      );
  fc.assert(
    fc.property(list('cluster'), list('user'), list('context'), (clusters, users, contexts) => {
      const before = { apiVersion: 'v1', kind: 'Config', 'current-context': 'x', clusters, users, contexts };
      const text = JSON.stringify(before, undefined, 2);
      const with_ = merged(asked(text), keep).after;
      const data = parse(with_) as { clusters: unknown[]; users: unknown[]; contexts: unknown[] };
      expect(data.clusters.slice(0, -1)).toEqual(clusters);
      expect(data.users.slice(0, -1)).toEqual(users);
      expect(data.contexts.slice(0, -1)).toEqual(contexts);
      expect(parse(unmerged([{ path: target, text: with_ }], target, project).after)).toEqual(before);
    }),
    { numRuns: 50 },
  );
});
