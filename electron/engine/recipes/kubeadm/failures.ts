import { SlipwayError, type ErrorCode } from '../../../contract/errors.ts';
import { explainPreflight, preflightErrors } from './preflight.ts';

/** Why `kubeadm init` or `join` failed, out of what it said last: its preflight errors, or its own last words. */
export function kubeadmFailure(code: ErrorCode, output: string): SlipwayError {
  const errors = preflightErrors(output).map(explainPreflight);
  const [first] = errors;
  if (first === undefined) return new SlipwayError(code, ownWords(output));
  const pull = output.includes('[ERROR ImagePull]');
  return new SlipwayError(pull ? 'kubernetes/image-pull' : 'kubernetes/preflight', errors.map(({ cause }) => cause).join(' '), {
    fix: [...new Set(errors.map(({ fix }) => fix))].join(' '),
  });
}

/** The reason of a node's own diagnosis (`slipway: …`), else what kubeadm said last. */
function ownWords(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  const reasons = lines.flatMap((line) => (line.startsWith('slipway: ') ? [line.slice('slipway: '.length)] : []));
  if (reasons.length > 0) return reasons.slice(-3).join(' ').slice(0, 600);
  const telling = lines.filter((line) => line !== '' && !/^To see the stack trace|^\t?- '/.test(line));
  return telling.slice(-2).join(' ').slice(0, 600);
}
