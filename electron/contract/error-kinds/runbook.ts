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
  'run/act-lost': kind(
    1,
    'The node forgot the work that was under way on it.',
    'It was restarted in the middle; retry the step: it starts from what is true on the node now.',
  ),
  'run/act-failed': kind(1, 'Work on the node ended with an error.', 'Read the log of the step, then retry it.'),
  'run/no-systemd': kind(
    2,
    'The node has no systemd.',
    'Use an image with systemd, such as HypriotOS, Raspberry Pi OS or Ubuntu.',
  ),
  'run/unknown-kind': kind(2, 'There is no run of this kind.', 'Update Slipway, or choose another one.'),
  'run/unknown-step': kind(2, 'The run has no step of this name.', 'Look at the run: it lists its steps.'),
  'run/not-now': kind(2, 'This cannot be done to the step now.', 'Look at the run: it shows where each step stands.'),
  'run/lock-lost': kind(1, 'Another Slipway took this cluster over.', 'Let that one finish; start again when it is done.'),
  'run/cancelled': kind(130, 'Stopped. What was done stays done.', 'Start again: it goes on from what is true on the nodes.'),
} as const satisfies Record<string, ErrorKind>;
