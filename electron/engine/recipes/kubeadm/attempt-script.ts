import { diagnose } from './diagnose.ts';
import { resetScript } from './reset-script.ts';

interface Attempt {
  readonly command: 'init' | 'join';
  /** Where the configuration lies while the try has not ended well. */
  readonly marker: string;
  /** The file by which a try that ended well is known, and what is said of it. */
  readonly proof: string;
  readonly meanwhile: string;
  /** Shell: what must be in place between preflight and command. */
  readonly before?: string;
}

/**
 * Clears a try of its own that never ended, then runs `kubeadm init` or `join`. The mark of a try is made after the preflight:
 * what is found by that is not ours to clear. The configuration comes in the environment, as a token is in it.
 */
export const attemptScript = ({ command, marker, proof, meanwhile, before = '' }: Attempt): string => `set -u
PATH=$PATH:/usr/local/bin
marker=${marker}
${diagnose}
if [ ! -e "$marker" ] && [ -e ${proof} ]; then
  echo '${meanwhile}'
  exit 0
fi
if [ -e "$marker" ]; then
  echo 'An earlier try did not end; what it left is cleared away.'
${resetScript}
  rm -f "$marker"
fi
mkdir -p /var/lib/slipway
(umask 077; printf '%s' "$CONFIG" > "$marker.new")
kubeadm ${command} phase preflight --config "$marker.new" || { rm -f "$marker.new"; exit 1; }
mv "$marker.new" "$marker"
${before}kubeadm ${command} --config "$marker" && rm -f "$marker" && exit 0
diagnose
exit 1`;
