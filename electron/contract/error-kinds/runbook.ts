import { kind, type ErrorKind } from './error-kind.ts';

export const runbookKinds = {
  'run/step-failed': kind(1, 'A step failed.', 'Read its cause and log, then retry it, skip it, or stop.'),
  'run/check-failed': kind(
    1,
    'A step was carried out, but its check still says that it is not done.',
    'Read what the check found, then retry.',
  ),
  'run/timeout': kind(1, 'A step did not finish in time.', 'Look at its log on the node, then retry.'),
  'run/needs-failed': kind(1, 'A step that this one needs did not succeed.', 'Mend that one first, then retry.'),
  'run/bad-graph': kind(1, 'The steps do not fit together.', 'Report this with the diagnostics: it is a defect of Slipway.'),
  'run/not-running': kind(2, 'Nothing is running for this project.', 'Start it first.'),
  'run/running': kind(2, 'Something is running for this project already.', 'Wait until it ends, or stop it.'),
  'run/locked': kind(1, 'Another Slipway is at work on this cluster.', 'Wait until it is done, or stop it there.'),
  'run/cancelled': kind(130, 'Stopped. What was done stays done.', 'Start again: it goes on from what is true on the nodes.'),
} as const satisfies Record<string, ErrorKind>;
