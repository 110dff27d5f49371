import type { ErrorCode } from '../../electron/contract/errors.ts';
import type { ErrorPage } from './error-page.ts';
import { artifactErrors } from './errors-artifacts.ts';
import { cardErrors } from './errors-cards.ts';
import { clusterErrors } from './errors-cluster.ts';
import { fleetErrors } from './errors-fleet.ts';
import { generalErrors } from './errors-general.ts';
import { imageErrors } from './errors-images.ts';
import { kubernetesErrors } from './errors-kubernetes.ts';
import { runbookErrors } from './errors-runbook.ts';

/** The help page of every error there is. */
export const errorPages: Readonly<Record<ErrorCode, ErrorPage>> = {
  ...generalErrors,
  ...imageErrors,
  ...cardErrors,
  ...fleetErrors,
  ...runbookErrors,
  ...artifactErrors,
  ...kubernetesErrors,
  ...clusterErrors,
};

export const help = {
  title: 'What happened?',
  unknown: 'There is no error of this name.',
  why: 'Why it happens',
  tries: 'What to try',
  code: (code: string) => `Error code ${code}`,
  all: 'All error codes',
  back: 'Back to where I was',
  lead: 'Each error has a code. Here is what it means and what to do about it.',
} as const;
