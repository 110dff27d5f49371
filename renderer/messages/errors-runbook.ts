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
  'run/act-lost': page(
    'Long work runs on the node by itself and is gone after a restart of the node, or when someone ended it there.',
    'Retry the step.',
    'If it happens again, look at the power supply: a weak one restarts a Pi under load.',
  ),
  'run/act-failed': page(
    'A program on the node ended with an error code; its last words are in the log of the step.',
    'Read the log, mend what it names, then retry the step.',
  ),
  'run/no-systemd': page(
    'Long work is handed to systemd on the node, so that it goes on when the connection is lost. This node has none.',
    'Write its card again with an image that has systemd.',
  ),
  'run/unknown-kind': page('The page or command is newer or older than the engine.', 'Restart Slipway.'),
  'run/unknown-step': page('The plan was changed, and the step is no longer part of it.', 'Look at the run: it lists its steps.'),
  'run/not-now': page(
    'A step that is under way cannot be skipped, and one that is done has nothing to retry.',
    'Wait until it has ended, or stop the run.',
  ),
  'run/lock-lost': page(
    'Someone took over the lock of the cluster while this run was under way; it stops, so that two do not work at once.',
    'Ask the one who is named.',
    'Start again when that run is done: finished steps are recognised.',
  ),
  'run/cancelled': page('It was stopped by hand.', 'Start again: finished steps are recognised.'),
};
