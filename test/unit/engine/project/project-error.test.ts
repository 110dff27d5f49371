import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../../electron/contract/errors.ts';
import { projectError } from '../../../../electron/engine/project/project-error.ts';

describe('projectError', () => {
  it.each([
    ['EACCES', 'project/not-writable'],
    ['EPERM', 'project/not-writable'],
    ['EROFS', 'project/not-writable'],
    ['ELOOP', 'project/not-writable'],
    ['ENOTDIR', 'project/not-writable'],
    ['EEXIST', 'project/not-writable'],
    ['ENOSPC', 'project/no-space'],
    ['EDQUOT', 'project/no-space'],
    ['ENOENT', 'project/not-found'],
    ['EIO', 'project/damaged'],
  ])('takes %s for %s, names the path and keeps the cause', (code, expected) => {
    const cause = Object.assign(new Error('low level'), { code });
    const error = projectError(cause, '/home/me/lab');
    expect(error).toMatchObject({ code: expected, cause });
    expect(error.detail).toContain('/home/me/lab');
  });

  it('leaves an error that has its meaning already alone', () => {
    const error = new SlipwayError('project/changed');
    expect(projectError(error, '/x')).toBe(error);
  });
});
