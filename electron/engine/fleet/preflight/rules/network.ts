import { advice, type Rule } from './rule.ts';

export const resolver: Rule = ({ facts: { dns } }) => {
  if (dns === undefined) return [];
  const { servers, search } = dns;
  return [
    ...(servers.length === 0
      ? [
          {
            code: 'no-dns',
            severity: 'warning' as const,
            message: 'The node has no DNS server.',
            why: 'It can neither fetch packages and images, nor can pods resolve names outside.',
            fix: advice("Name one in the plan's network, or check the DHCP server."),
          },
        ]
      : []),
    ...(search.length === 0
      ? []
      : [
          {
            code: 'search-domain',
            severity: 'advice' as const,
            message: `Names are also looked up in ${search.join(', ')}.`,
            why: 'If that domain answers for every name, pods reach the wrong address for the outside world.',
            source: 'github.com/coredns/coredns/issues/4923',
            fix: advice('Nothing to do unless the router answers for names that do not exist.'),
          },
        ]),
  ];
};

export const defaultRoute: Rule = ({ facts: { defaultRoute: route, interfaces } }) =>
  route !== undefined || interfaces.length === 0
    ? []
    : [
        {
          code: 'no-default-route',
          severity: 'warning',
          message: 'The node has no way out of its network.',
          why: 'It cannot fetch packages and images, and kubeadm finds no address of its own.',
          fix: advice("Check the gateway in the plan's network, or the DHCP server."),
        },
      ];

export const plannedAddress: Rule = ({ node, plan, facts: { interfaces } }) => {
  const planned = node.address?.split('/')[0];
  if (plan.network.addressing !== 'static' || planned === undefined || interfaces.length === 0) return [];
  const own = interfaces.flatMap(({ addresses }) => addresses.map((address) => address.split('/')[0]));
  return own.includes(planned)
    ? []
    : [
        {
          code: 'address-differs',
          severity: 'warning',
          message: `The node does not have its planned address ${planned}.`,
          why: 'Other nodes look for it there.',
          fix: advice('Write its card again, or change the address in the plan.'),
        },
      ];
};

const joined = ['/etc/kubernetes/kubelet.conf', '/etc/kubernetes/admin.conf', '/var/lib/rancher/k3s'];

/** What an earlier cluster left behind. A node that belongs to this cluster has the same files, so it is no error. */
export const leftovers: Rule = ({ facts: { leftovers: paths, portsTaken = [] } }) => {
  const isJoined = paths.some((path) => joined.includes(path));
  const remains = paths.filter((path) => path !== '/etc/cni/net.d' && path !== '/var/lib/cni');
  if (remains.length > 0)
    return [
      {
        code: isJoined ? 'in-a-cluster' : 'cluster-leftovers',
        severity: isJoined ? 'advice' : 'warning',
        message: isJoined
          ? `The node belongs to a cluster (${remains[0] ?? ''}).`
          : `An earlier cluster left files behind: ${remains.slice(0, 3).join(', ')}.`,
        why: 'If that is another cluster, kubeadm refuses the node.',
        source: 'kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-reset',
        fix: advice('If it is another cluster: `sudo kubeadm reset -f` (or `k3s-uninstall.sh`), then reboot.'),
      },
    ];
  return portsTaken.length === 0
    ? []
    : [
        {
          code: 'ports-taken',
          severity: 'error',
          message: `Something else listens on port ${portsTaken.join(', ')}.`,
          why: 'Kubernetes needs it.',
          source: 'kubernetes.io/docs/reference/networking/ports-and-protocols',
          fix: advice('See what it is (`sudo ss -ltnp`) and stop it.'),
        },
      ];
};
