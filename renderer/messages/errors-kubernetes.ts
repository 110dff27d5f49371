import { page, type PagesOf } from './error-page.ts';

const readLog = 'Read the log of the step: the last lines name the cause.';

export const kubernetesErrors: PagesOf<'kubernetes'> = {
  'kubernetes/unsupported': page(
    'Not every combination of version, image and board has programs that were built for it.',
    'Change the value that the detail names, or write `auto`.',
  ),
  'kubernetes/no-address': page(
    'The parts of a cluster find each other by address. This node has none in the plan and was not found on the network.',
    'Switch the node on and look for it on the Boot page.',
    'Give it a fixed address in the plan.',
  ),
  'kubernetes/preflight': page(
    'Before it changes anything, kubeadm checks the node. It found something that would make Kubernetes fail later.',
    'Mend what the detail names.',
    'Retry the step.',
  ),
  'kubernetes/config-refused': page(
    'Before a node becomes part of the cluster, kubeadm reads the configuration that Slipway wrote for it. It refused a field or a value.',
    'The detail names the field: the kubelet, kube-proxy and the networks are set in the plan, under `kubernetes`.',
    'Correct it there and retry.',
    'Where the plan says nothing of it, the version of Kubernetes and Slipway do not go together: choose another version.',
  ),
  'kubernetes/download': page(
    'Programs and packages are downloaded by each node itself.',
    'Check that the node has a route to the internet and a working DNS server.',
    'Without internet, name mirrors in the plan.',
  ),
  'kubernetes/checksum': page(
    'The file that arrived is not the one that was published: it was changed, cut short, or belongs to another version.',
    'Retry: a broken download is fetched anew.',
    'If you use a mirror, fill it again.',
  ),
  'kubernetes/packages': page(
    'The node could not install the packages it needs.',
    readLog,
    'Old releases of Debian have moved to archives; the Node page can repair their sources.',
  ),
  'kubernetes/image-pull': page(
    'The parts of Kubernetes are container images. The node could not get one of them from the registry.',
    'Check the address of the registry, and that the node reaches it.',
    'A registry without TLS must be written with http:// in the plan.',
  ),
  'kubernetes/init-failed': page(
    'The API server, etcd and their helpers did not come up in time. Slow cards and weak power supplies are the usual causes.',
    readLog,
    'Retry: what is half done is cleared away and made anew.',
  ),
  'kubernetes/join-failed': page(
    'The node could not reach the control plane, or was refused by it.',
    readLog,
    'Check that the node reaches port 6443 of the control plane and that its clock is right.',
  ),
  'kubernetes/stale-node': page(
    'There is an earlier installation of Kubernetes on the node. It may hold data, so Slipway leaves it alone.',
    'If it is not needed, clear the node with `slipway down DIR NODE`.',
    'Otherwise take the node out of the plan.',
  ),
  'kubernetes/api-down': page(
    'All questions about the cluster go to the API server on the control plane. It did not answer.',
    'Check that the control plane has power and answers SSH.',
    'After a restart it needs a minute or two.',
  ),
  'kubernetes/not-ready': page(
    'The kubelet of the node reports that something is missing, mostly the pod network.',
    'Read what the node says itself in the detail.',
    'Retry the step.',
  ),
  'kubernetes/node-setting': page('The node did not take a setting that Kubernetes needs.', readLog, 'Retry the step.'),
  'kubernetes/not-confirmed': page(
    'Everything that runs on the cluster, and every volume that lives on its nodes, is lost when it is taken down.',
    'Make sure that nothing on it is needed, then confirm with the name of the cluster.',
  ),
  'kubernetes/backup': page(
    'Before a control plane is taken down, its data and certificates are copied into the project. That failed.',
    'Check that the control plane answers and that the disk with the project has space.',
    'If its data is not needed, go without a backup.',
  ),
  'kubernetes/remains': page(
    'A reset removes programs, network interfaces, firewall rules, mounts and files. Some of them did not go.',
    'Restart the node: that clears interfaces, rules and mounts.',
    'Try again.',
  ),
};
