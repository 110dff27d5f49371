import { describe, expect, it } from 'vitest';
import { createSessions } from '../../../../electron/headless/http/sessions.ts';

describe('createSessions', () => {
  it('makes a different 256-bit token each time', () => {
    const sessions = createSessions();
    const tokens = Array.from({ length: 50 }, () => sessions.newToken());
    expect(new Set(tokens).size).toBe(50);
    expect(tokens.every((token) => Buffer.from(token, 'base64url').length === 32)).toBe(true);
  });

  it('trades a token once, for an id that is not the token', () => {
    const sessions = createSessions();
    const token = sessions.newToken();
    const id = sessions.redeem(token) ?? '';
    expect([sessions.has(id), sessions.has(token), sessions.redeem(token)]).toEqual([true, false, undefined]);
  });

  it('knows nothing of ids and tokens of another server', () => {
    const [sessions, other] = [createSessions(), createSessions()];
    const token = other.newToken();
    expect([sessions.redeem(token), sessions.has(other.redeem(token) ?? '')]).toEqual([undefined, false]);
  });

  it('forgets the oldest of many unused tokens', () => {
    const sessions = createSessions();
    const [first = '', second = ''] = Array.from({ length: 65 }, () => sessions.newToken());
    expect(sessions.redeem(first)).toBeUndefined();
    expect(sessions.redeem(second)).toBeDefined();
  });
});
