import type { ErrorCode } from '../../electron/contract/errors.ts';

/** The help page of an error: why it happens, and what to try, likeliest first. Title and short fix come with the error. */
export interface ErrorPage {
  readonly why: string;
  readonly tries: readonly string[];
}

/** A page for each error code of these areas: a code without a page does not compile. */
export type PagesOf<Area extends string> = Readonly<Record<Extract<ErrorCode, `${Area}/${string}`>, ErrorPage>>;

export const page = (why: string, ...tries: string[]): ErrorPage => ({ why, tries });
