import { describe, expect, it } from 'vitest';
import { brief, check, sampleKey } from '../../../../fakes/cluster-plan.ts';

const keys = (...authorizedKeys: string[]): object => ({ login: { authorizedKeys } });
const body = sampleKey.split(' ')[1] ?? '';
const rsa1024 = `ssh-rsa ${Buffer.concat([
  Buffer.from([0, 0, 0, 7]),
  Buffer.from('ssh-rsa'),
  Buffer.from([0, 0, 0, 3, 1, 0, 1]),
  Buffer.from([0, 0, 0, 129, 0]),
  Buffer.alloc(128, 0xff),
]).toString('base64')}`;

describe('the user name', () => {
  it.each([
    ['root', 'user-root', 'pirate'],
    ['daemon', 'user-reserved', undefined],
    ['sudo', 'user-reserved', undefined],
    ['Jack', 'user-invalid', 'jack'],
    ['jack sparrow', 'user-invalid', 'jacksparrow'],
    ['1st', 'user-invalid', 'st'],
    ['', 'user-invalid', undefined],
    ['$(x)', 'user-invalid', 'x'],
    ['a:b', 'user-invalid', 'ab'],
    ['🏴', 'user-invalid', undefined],
    ['a'.repeat(33), 'user-invalid', 'a'.repeat(32)],
  ])('%j is refused as %s, and the fix is %s', async (user, code, better) => {
    const [finding, ...others] = await check({ login: { user, authorizedKeys: [sampleKey] } });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code, severity: 'error' });
    expect(finding?.fix?.edits).toEqual(
      better === undefined ? undefined : [{ op: 'set', path: ['login', 'user'], value: better }],
    );
  });

  it.each(['pirate', 'pi', '_x', 'jack-2'])('%s is a good one', async (user) => {
    expect(await check({ login: { user, authorizedKeys: [sampleKey] } })).toEqual([]);
  });
});

describe('authorised keys', () => {
  it.each([
    ['a CR at the end', `${sampleKey}\r\n`, ['warning key-line-break login.authorizedKeys.0'], sampleKey],
    [
      'a break in the middle',
      sampleKey.replace(body, `${body.slice(0, 20)}\r\n${body.slice(20)}`),
      ['error key-invalid login.authorizedKeys.0', 'error key-line-break login.authorizedKeys.0'],
      sampleKey,
    ],
    [
      'two keys in one item',
      `${sampleKey}\n${rsa1024}`,
      ['error key-invalid login.authorizedKeys.0', 'error key-line-break login.authorizedKeys.0'],
      undefined,
    ],
  ])('with %s are found, and put right where that is possible', async (...[_, key, expected, better]) => {
    const found = await check(keys(key));
    expect(brief(found).toSorted()).toEqual(expected);
    const [edit] = found.flatMap(({ fix }) => fix?.edits ?? []);
    expect(edit).toEqual(better === undefined ? undefined : { op: 'set', path: ['login', 'authorizedKeys', 0], value: better });
  });

  it('that are private are refused without being repeated', async () => {
    const secret =
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ\n-----END OPENSSH PRIVATE KEY-----\n';
    const found = await check(keys(secret));
    expect(brief(found)).toEqual(['error key-private login.authorizedKeys.0']);
    expect(found[0]?.fix?.edits).toEqual([{ op: 'remove', path: ['login', 'authorizedKeys', 0] }]);
    expect(JSON.stringify(found)).not.toContain('b3BlbnNzaC1r');
  });

  it('that are none are refused', async () => {
    expect(brief(await check(keys('hello', '~/.ssh/id_ed25519.pub')))).toEqual([
      'error key-invalid login.authorizedKeys.0',
      'error key-invalid login.authorizedKeys.1',
    ]);
  });

  it('that are weak are warned of', async () => {
    const found = await check(keys(rsa1024));
    expect(brief(found)).toEqual(['warning key-weak login.authorizedKeys.0']);
    expect(found[0]?.message).toContain('1024 bits');
  });

  it('given twice are one too many', async () => {
    expect(brief(await check(keys(sampleKey, sampleKey.replace('me@desk', 'again'))))).toEqual([
      'advice key-duplicate login.authorizedKeys.1',
    ]);
  });

  it('on a security token are too new for HypriotOS', async () => {
    const field = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
    const type = 'sk-ssh-ed25519@openssh.com';
    const token = `${type} ${Buffer.concat([field(Buffer.from(type)), field(Buffer.alloc(32, 1)), field(Buffer.from('ssh:'))]).toString('base64')}`;
    expect(await check(keys(token))).toEqual([]);
    const found = await check({ ...keys(token), image: 'hypriotos-1.12.3' });
    expect(brief(found)).toContain('warning key-too-new login.authorizedKeys.0');
  });
});

describe('a plan nobody could log in with', () => {
  it('is an error', async () => {
    expect(brief(await check({ login: {} }))).toEqual(['error nobody-can-log-in login.authorizedKeys']);
  });

  it('is sound with password login', async () => {
    expect(await check({ login: { passwordLogin: true } })).toEqual([]);
  });

  it('may be practised with', async () => {
    expect(brief(await check({ login: {}, image: 'practice' }))).toEqual(['advice nobody-can-log-in login.authorizedKeys']);
  });
});
