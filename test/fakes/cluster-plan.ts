import { fileURLToPath } from 'node:url';
import type { Finding } from '../../electron/contract/finding.ts';
import { planSchema, type Plan } from '../../electron/contract/plan.ts';
import { loadCatalogue } from '../../electron/engine/catalogue/load.ts';
import { checkPlan, type Knowledge } from '../../electron/engine/plan/check.ts';

let knowledge: Promise<Knowledge> | undefined;

/** The catalogue that ships; read once. */
export const shippedKnowledge = (): Promise<Knowledge> =>
  (knowledge ??= loadCatalogue({ packed: '', sourceDir: fileURLToPath(new URL('../../resources/catalogue', import.meta.url)) }));

/** An Ed25519 key made for these tests; its private half was never kept. */
export const sampleKey = `ssh-ed25519 ${Buffer.concat([
  Buffer.from([0, 0, 0, 11]),
  Buffer.from('ssh-ed25519'),
  Buffer.from([0, 0, 0, 32]),
  Buffer.alloc(32, 7),
]).toString('base64')} me@desk`;

/** A plan without fault: three 64-bit nodes with static addresses. */
export const soundPlan = {
  apiVersion: 'slipway/v1',
  kind: 'Cluster',
  name: 'lab',
  login: { user: 'pirate', authorizedKeys: [sampleKey] },
  network: { domain: 'lan', addressing: 'static', gateway: '192.168.10.1', dns: ['192.168.10.1'] },
  image: '2026-06-18-raspios-trixie-arm64-lite',
  nodes: [
    { name: 'pi-master', role: 'control-plane', board: 'pi4', address: '192.168.10.20/24' },
    { name: 'pi-node[01-02]', role: 'worker', board: 'pi4', address: '192.168.10.[21-22]/24' },
  ],
};

/** The sound plan with some of its top-level sections replaced. */
export const planWith = (changes: object): Plan => planSchema.parse({ ...soundPlan, ...changes });

/** `severity code path` of each finding, which is what most tests are about. */
export const brief = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ severity, code, path }) => `${severity} ${code} ${path.join('.')}`.trim());

/** Checks the sound plan with changes against the shipped catalogue. */
export async function check(changes: object, more: Partial<Knowledge> = {}): Promise<readonly Finding[]> {
  return checkPlan(planWith(changes), { ...(await shippedKnowledge()), ...more });
}
