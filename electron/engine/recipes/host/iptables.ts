import type { Step } from '../../runbook/step.ts';
import type { NodeSpec } from '../cluster-spec.ts';
import { scriptStep } from '../recipe-step.ts';

/** \`iptables v1.8.2 (nf_tables)\`; sbin is not in every PATH. */
const version = `PATH=$PATH:/usr/sbin:/sbin
said=$(iptables --version 2>/dev/null) || said=none
case $said in *' v1.8.'[0-3]' (nf_tables)') old=1 ;; *) old=0 ;; esac
`;

/**
 * The nft front end of buster's iptables (1.8.0 to 1.8.3) loses rules of kube-proxy: services then do not answer
 * (kubernetes#71305). Later versions are fine.
 */
export const iptablesStep = (node: NodeSpec, needs: readonly string[]): Step =>
  scriptStep({
    id: `host/iptables@${node.name}`,
    title: 'Firewall front end',
    on: node.name,
    stage: 'host',
    needs,
    weight: 1,
    does: 'Switches an iptables that loses rules (1.8.0 to 1.8.3 with nftables) to its older engine.',
    check: { text: `${version}[ $old = 0 ] || todo "$said loses rules of Kubernetes."\nok "iptables can be trusted: $said."` },
    act: {
      text: `${version}for program in iptables ip6tables arptables ebtables; do
  [ ! -x /usr/sbin/$program-legacy ] || update-alternatives --set $program /usr/sbin/$program-legacy
done`,
    },
  });
