import { artifactKinds } from './error-kinds/artifacts.ts';
import { cardKinds } from './error-kinds/cards.ts';
import { clusterKinds } from './error-kinds/cluster.ts';
import { fleetKinds } from './error-kinds/fleet.ts';
import { generalKinds } from './error-kinds/general.ts';
import { imageKinds } from './error-kinds/images.ts';
import { kubernetesKinds } from './error-kinds/kubernetes.ts';
import { runbookKinds } from './error-kinds/runbook.ts';

/** The closed table of everything that can go wrong, gathered from the rooms. */
export const errorKinds = {
  ...generalKinds,
  ...imageKinds,
  ...cardKinds,
  ...fleetKinds,
  ...runbookKinds,
  ...artifactKinds,
  ...kubernetesKinds,
  ...clusterKinds,
} as const;

export type ErrorCode = keyof typeof errorKinds;

/** Whether a value that came from outside is a code of the table. */
export const isErrorCode = (value: unknown): value is ErrorCode => typeof value === 'string' && Object.hasOwn(errorKinds, value);

/** What crosses a process boundary of a {@link SlipwayError}: no stack, no cause, nothing secret. */
export interface ErrorFacts {
  readonly code: ErrorCode;
  readonly title: string;
  readonly detail: string;
  readonly fix: string;
}

interface ErrorOptions {
  readonly fix?: string;
  readonly cause?: unknown;
}

/**
 * The one error that users see. `detail` adds the specifics (which file, which line, expected and got);
 * title and fix come from {@link errorKinds} unless a better fix is known at the place it is thrown.
 */
export class SlipwayError extends Error {
  readonly code: ErrorCode;
  readonly title: string;
  readonly detail: string;
  readonly fix: string;

  constructor(code: ErrorCode, detail = '', options: ErrorOptions = {}) {
    const { title, fix } = errorKinds[code];
    super(detail === '' ? title : `${title} ${detail}`, { cause: options.cause });
    this.name = 'SlipwayError';
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.fix = options.fix ?? fix;
  }
}

/**
 * Keeps a SlipwayError as it is; what an aborted signal throws becomes `engine/cancelled`, anything else `engine/internal`
 * with its cause kept for the log.
 */
export function toSlipwayError(thrown: unknown): SlipwayError {
  if (thrown instanceof SlipwayError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') return new SlipwayError('engine/cancelled', '', { cause: thrown });
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new SlipwayError('engine/internal', detail, { cause: thrown });
}

/** The part of an error that may be shown, sent or journalled. */
export function errorFacts(thrown: unknown): ErrorFacts {
  const { code, title, detail, fix } = toSlipwayError(thrown);
  return { code, title, detail, fix };
}

/** Rebuilds an error that came over a wire, so that both sides handle one class. */
export function fromErrorFacts(facts: ErrorFacts): SlipwayError {
  return new SlipwayError(facts.code, facts.detail, { fix: facts.fix });
}

/** The code of Node's system errors (`ENOSPC`, `EACCES` …), or undefined for anything else. */
export function systemErrorCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
}
