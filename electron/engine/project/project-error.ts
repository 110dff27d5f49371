import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';

/** What a failed file operation in a project means to its user; anything unexpected keeps its cause. */
export function projectError(thrown: unknown, path: string): SlipwayError {
  if (thrown instanceof SlipwayError) return thrown;
  const because = (detail: string): string => `${path}: ${detail}`;
  switch (systemErrorCode(thrown)) {
    case 'EACCES':
    case 'EPERM':
      return new SlipwayError('project/not-writable', because('you have no permission.'), { cause: thrown });
    case 'EROFS':
      return new SlipwayError('project/not-writable', because('the disk is read-only.'), { cause: thrown });
    case 'ELOOP':
      return new SlipwayError('project/not-writable', because('its symbolic links lead in a circle.'), { cause: thrown });
    case 'ENOTDIR':
    case 'EEXIST':
      return new SlipwayError('project/not-writable', because('a file is in the place of a folder.'), { cause: thrown });
    case 'ENOSPC':
    case 'EDQUOT':
      return new SlipwayError('project/no-space', path, { cause: thrown });
    case 'ENOENT':
      return new SlipwayError('project/not-found', path, { cause: thrown });
    default:
      return new SlipwayError('project/damaged', because(String(thrown)), { cause: thrown });
  }
}
