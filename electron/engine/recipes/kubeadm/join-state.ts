import { createHash, X509Certificate } from 'node:crypto';
import type { ClusterMember } from './nodes.ts';

/** What a node that should be in the cluster says of itself. */
export interface JoinFacts {
  readonly machineId: string;
  /** /etc/kubernetes/kubelet.conf is there. */
  readonly kubeletConf: boolean;
  /** Slipway's own join began here and has not ended. */
  readonly begun: boolean;
  /** PEM of the CA that the node trusts; empty when it has none. */
  readonly caCert: string;
}

/**
 * `absent`: nothing there. `half`: our own try that never ended. `foreign`: it trusts another cluster. `taken`: another
 * machine is in the cluster under its name. `returning`: it joined once and is not in the API now. `joined`.
 */
export type JoinState = 'absent' | 'half' | 'foreign' | 'taken' | 'returning' | 'joined';

interface Question {
  readonly facts: JoinFacts;
  /** `sha256:…` of the cluster. */
  readonly caCertHash: string;
  /** The node of this name in the API. */
  readonly member: ClusterMember | undefined;
}

export function joinState({ facts, caCertHash, member }: Question): JoinState {
  if (facts.begun) return 'half';
  const isOther = member !== undefined && member.machineId !== facts.machineId;
  if (!facts.kubeletConf) return isOther && member.ready ? 'taken' : 'absent';
  if (facts.caCert !== '' && hashOfCa(facts.caCert) !== caCertHash) return 'foreign';
  return member === undefined || isOther ? 'returning' : 'joined';
}

/** What `caCertHashes` pins: SHA-256 of the certificate's public key info. */
export function hashOfCa(pem: string): string {
  const key = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' });
  return `sha256:${createHash('sha256').update(key).digest('hex')}`;
}

/** Written before kubeadm starts, removed when it has ended well. */
export const joinMarker = '/var/lib/slipway/kubeadm-join.yaml';

export const joinProbe = `flag() { if [ -e "$2" ]; then echo "$1=1"; else echo "$1=0"; fi; }
echo "machine=$(cat /etc/machine-id)"
flag kubelet /etc/kubernetes/kubelet.conf
flag begun ${joinMarker}
cat /etc/kubernetes/pki/ca.crt 2>/dev/null || true`;

/** Reads what {@link joinProbe} printed. */
export function readJoinFacts(output: string): JoinFacts {
  const value = (key: string): string => new RegExp(`^${key}=(.*)$`, 'm').exec(output)?.[1]?.trim() ?? '';
  return {
    machineId: value('machine'),
    kubeletConf: value('kubelet') === '1',
    begun: value('begun') === '1',
    caCert: /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/.exec(output)?.[0] ?? '',
  };
}
