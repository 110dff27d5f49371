import { advice, duration, repair, type Found, type Rule, type Subject } from './rule.ts';

export const hostname: Rule = ({ node, facts: { hostname: own } }) =>
  own === undefined || own === node.name
    ? []
    : [
        {
          code: 'hostname-wrong',
          severity: 'error',
          message: `The node calls itself ${own}, the plan calls it ${node.name}.`,
          why: 'Kubernetes knows nodes by their host names; a name that changes later makes a second node.',
          fix: repair(`Name it ${node.name}.`),
        },
      ];

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';

/** Debian writes `127.0.1.1 NAME` into /etc/hosts, which is the address that kubelet and etcd would advertise. */
export const ownName: Rule = ({ facts: { hostname: own, hostnameResolvesTo: addresses } }) => {
  if (own === undefined) return [];
  const loopback = addresses.find(isLoopback);
  if (addresses.length > 0 && loopback === undefined) return [];
  return [
    {
      code: addresses.length === 0 ? 'own-name-unknown' : 'own-name-loopback',
      severity: 'error',
      message:
        loopback === undefined
          ? `The node cannot resolve its own name ${own}.`
          : `On the node, its own name ${own} means ${loopback}.`,
      why: 'kubelet, etcd and storage would advertise an address that no other node can reach.',
      source: 'kubernetes.io/docs/setup/production-environment/tools/kubeadm/troubleshooting-kubeadm',
      fix: repair('Write the names and addresses of all nodes into /etc/hosts.'),
    },
  ];
};

/** Certificates and logs bear this much; more makes "x509: certificate is not yet valid". */
export const skewLimit = 5;

export const clock: Rule = (subject) => {
  const { skewSeconds, skewErrorSeconds = 0, synchronized } = subject.facts.time;
  const wrong = skewSeconds !== undefined && Math.abs(skewSeconds) - skewErrorSeconds > skewLimit;
  if (wrong) return [synchronized === true ? otherClock(skewSeconds) : wrongClock(skewSeconds)];
  return synchronized === false ? [unsynchronized(subject)] : [];
};

const side = (skew: number): string => `${duration(Math.abs(skew))} ${skew < 0 ? 'behind' : 'ahead'}`;

const otherClock = (skew: number): Found => ({
  code: 'clock-differs',
  severity: 'warning',
  message: `The clock of the node is synchronised and ${side(skew)}: the clock of this computer is wrong.`,
  fix: advice('Set the clock of this computer.'),
});

const wrongClock = (skew: number): Found => ({
  code: 'clock-wrong',
  severity: 'error',
  message: `The clock of the node is ${side(skew)}.`,
  why: 'Certificates are "not yet valid", packages are refused and images cannot be pulled. A Pi before the 5 keeps no time while it is off.',
  source: 'founding document 004; github.com/siderolabs/talos/pull/3122',
  fix: repair('Set it by the clock of this computer, and let a time service keep it.'),
});

const unsynchronized = ({ facts: { time } }: Subject): Found => ({
  code: 'clock-unsynchronized',
  severity: 'warning',
  message:
    time.service === undefined
      ? 'No time service runs on the node.'
      : `The clock of the node is not synchronised yet (${time.service} runs).`,
  why: 'A Pi before the 5 keeps no time while it is off: the clock is wrong after each power cut.',
  fix: repair('Enable the time service and wait for it.'),
});
