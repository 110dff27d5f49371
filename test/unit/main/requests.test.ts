import { describe, expect, it } from 'vitest';
import { absolutePath, busyState, fileKind, nothing } from '../../../electron/main/requests.ts';

describe('what the page may send', () => {
  it.each([
    ['nothing', nothing, undefined],
    ['a kind of file', fileKind, 'csv'],
    ['an absolute path', absolutePath, '/home/me/cards'],
    ['busy', busyState, { busy: true }],
    ['busy with progress', busyState, { busy: true, progress: 1 }],
    ['progress that is not known yet', busyState, { busy: true, progress: undefined }],
  ])('is %s', (_, schema, payload) => {
    expect(schema.safeParse(payload).success).toBe(true);
  });

  it.each([
    ['anything where nothing is due', nothing, 'x'],
    ['another kind of file', fileKind, 'exe'],
    ['a relative path', absolutePath, '../x'],
    ['an endless path', absolutePath, `/${'x'.repeat(5000)}`],
    ['a URL', absolutePath, 'file:///etc/passwd'],
    ['progress beyond the end', busyState, { busy: true, progress: 2 }],
    ['no number', busyState, { busy: true, progress: Number.NaN }],
    ['an extra field', busyState, { busy: true, now: 1 }],
  ])('is not %s', (_, schema, payload) => {
    expect(schema.safeParse(payload).success).toBe(false);
  });
});
