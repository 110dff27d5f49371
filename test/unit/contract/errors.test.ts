import { describe, expect, it } from 'vitest';
import { SlipwayError, toSlipwayError } from '../../../electron/contract/errors.ts';

describe('what was thrown', () => {
  it('by an aborted signal means that somebody stopped it', () => {
    expect(toSlipwayError(AbortSignal.abort().reason).code).toBe('engine/cancelled');
  });

  it('and is known stays as it is; all else is an error of ours, with its cause', () => {
    const known = new SlipwayError('drive/refused');
    expect(toSlipwayError(known)).toBe(known);
    const cause = new TypeError('x is not a function');
    expect(toSlipwayError(cause)).toMatchObject({ code: 'engine/internal', detail: 'x is not a function', cause });
  });
});
