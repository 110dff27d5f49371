import { randomBytes, randomInt } from 'node:crypto';
import { unlessAborted } from '../../../contract/unless-aborted.ts';
import type { Step, StepContext } from '../../runbook/step.ts';
import type { ClusterSpec } from '../cluster-spec.ts';
import { recipeStep } from '../recipe-step.ts';
import { unhurried } from '../shared-work.ts';
import type { JoinSecrets } from './config/settings.ts';
import { kubectl } from './kubectl.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
const characters = (count: number): string => Array.from({ length: count }, () => alphabet[randomInt(alphabet.length)]).join('');

/** A bootstrap token and a certificate key as kubeadm would make them. */
export const makeJoinSecrets = (): JoinSecrets => ({
  token: `${characters(6)}.${characters(16)}`,
  certificateKey: randomBytes(32).toString('hex'),
});

/** Long enough for the slowest card; a token that leaks is worthless soon. */
const tokenLifeMs = 60 * 60_000;

const description = 'Slipway: joins of this run';

/** The Secret that a bootstrap token is (kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens). Made by hand: kubeadm takes it as an argument only. */
export function tokenManifest(token: string, now: Date): string {
  const [id = '', secret = ''] = token.split('.');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'bootstrap.kubernetes.io/token',
    metadata: { name: `bootstrap-token-${id}`, namespace: 'kube-system' },
    stringData: {
      description,
      'token-id': id,
      'token-secret': secret,
      expiration: new Date(now.getTime() + tokenLifeMs).toISOString().replace(/\.\d+Z$/, 'Z'),
      'usage-bootstrap-authentication': 'true',
      'usage-bootstrap-signing': 'true',
      'auth-extra-groups': 'system:bootstrappers:kubeadm:default-node-token',
    },
  });
}

interface Applied {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly work: Promise<unknown>;
}

/** Every joining node needs the token, and the control plane is asked to take it once. */
const applied = new WeakMap<ClusterSpec, Applied>();

/** Makes the token of this run known to the cluster, good for half an hour at least. Errors: `kubernetes/api-down`. */
export async function ensureToken(context: StepContext, spec: ClusterSpec, token: string): Promise<void> {
  const at = context.now().getTime();
  let last = applied.get(spec);
  if (last?.token !== token || at - last.at > tokenLifeMs / 2) {
    const stdin = tokenManifest(token, context.now());
    last = { token, at, work: kubectl(unhurried(context), spec, { args: ['apply', '-f', '-'], stdin }) };
    applied.set(spec, last);
    last.work.catch(() => forgetToken(spec));
  }
  await unlessAborted(context.signal, last.work);
}

/** The next join makes the token known again: a join failed, and somebody may have taken it away. */
export const forgetToken = (spec: ClusterSpec): void => void applied.delete(spec);

/** Names and descriptions only: the tokens themselves stay where they are. */
const query = [
  ...['-n', 'kube-system', 'get', 'secrets', '--field-selector', 'type=bootstrap.kubernetes.io/token', '--no-headers'],
  ...['-o', 'custom-columns=NAME:.metadata.name,WHAT:.data.description'],
];

/** Names of the Secrets that hold a token which Slipway made, out of lines of name and description in base64. */
export const slipwayTokens = (lines: string): readonly string[] =>
  lines
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([name = '', what = '']) => (Buffer.from(what, 'base64').toString() === description ? [name] : []));

/** Takes back every token of Slipway's, also of runs that were interrupted. */
export const tokenCleanup = (
  spec: ClusterSpec,
  parts: { readonly needs: readonly string[]; readonly after: readonly string[] },
): Step =>
  recipeStep({
    id: 'finish/token',
    title: 'Join token taken back',
    on: 'cluster',
    stage: 'finish',
    ...parts,
    weight: 2,
    does: 'Deletes the short-lived token that the nodes joined with.',
    check: async (context) => {
      const names = slipwayTokens(await kubectl(context, spec, { args: query }));
      return {
        done: names.length === 0,
        summary: names.length === 0 ? 'No join token is left.' : `${names.length} join tokens are left.`,
      };
    },
    act: async (context) => {
      const names = slipwayTokens(await kubectl(context, spec, { args: query }));
      await kubectl(context, spec, { args: ['-n', 'kube-system', 'delete', 'secret', '--ignore-not-found', ...names] });
    },
  });
