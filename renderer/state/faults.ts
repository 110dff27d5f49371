import { errorKinds, type ErrorCode, type ErrorFacts } from '../../electron/contract/errors.ts';

/** What a thrown value means to the user: the engine's own words where it sent any. */
export function faultOf(thrown: unknown): ErrorFacts {
  const sent = isRecord(thrown) && isRecord(thrown['data']) ? thrown['data']['slipway'] : undefined;
  return isErrorFacts(sent) ? sent : unexpected(thrown instanceof Error ? thrown.message : String(thrown));
}

/** Whether a thrown value is the engine's error of this code. */
export const isFault = (thrown: unknown, code: ErrorCode): boolean => faultOf(thrown).code === code;

export const isErrorCode = (code: unknown): code is ErrorCode => typeof code === 'string' && Object.hasOwn(errorKinds, code);

function unexpected(detail: string): ErrorFacts {
  const { title, fix } = errorKinds['engine/internal'];
  return { code: 'engine/internal', title, detail, fix };
}

function isErrorFacts(value: unknown): value is ErrorFacts {
  return (
    isRecord(value) && isErrorCode(value['code']) && ['title', 'detail', 'fix'].every((key) => typeof value[key] === 'string')
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
