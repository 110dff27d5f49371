import { page, type PagesOf } from './error-page.ts';

const log = 'Open the log at the bottom of the page, copy the diagnostics and report the problem.';

export const runbookErrors: PagesOf<'run'> = {
  'run/step-failed': page(
    'The node said no; its own words are in the log of the step.',
    'Read cause and remedy beside the step.',
    'Retry it: a step starts from what is true on the node now.',
  ),
  'run/check-failed': page(
    'A step counts as done only when a check on the node says so.',
    'Read what the check found.',
    'Retry the step.',
  ),
  'run/timeout': page('The step took longer than it may.', 'Look at its log.', 'Retry it: work that goes on is found again.'),
  'run/needs-failed': page('Steps build on one another.', 'Mend the step before it, then retry.'),
  'run/bad-graph': page('Slipway planned steps that wait for each other.', log),
  'run/not-running': page('It ended, or was never started.', 'Start it on the Kubernetes page.'),
  'run/running': page('One run at a time changes a cluster.', 'Watch the one that runs, or stop it.'),
  'run/locked': page(
    'A lock on the cluster names the one who holds it.',
    'Wait until that one is done.',
    'If its computer is gone for good, take the lock over on the Kubernetes page.',
  ),
  'run/cancelled': page('It was stopped by hand.', 'Start again: finished steps are recognised.'),
};
