import { page, type PagesOf } from './error-page.ts';

export const clusterErrors: PagesOf<'cluster' | 'kubeconfig' | 'kubectl'> = {
  'cluster/no-kubeconfig': page(
    'The project has no kubeconfig, and no control plane of the plan has one to give.',
    'Start Kubernetes on the Kubernetes page.',
  ),
  'cluster/bad-kubeconfig': page(
    'Slipway takes certificates and keys that are in the file itself, and nothing that names other files or programs: a kubeconfig can start programs on this computer.',
    'Delete the file `kubeconfig` in the project folder.',
    'If it comes back like this, look at /etc/kubernetes/admin.conf on the control plane.',
  ),
  'cluster/unreachable': page(
    'The SSH connection to the control plane, or the API server behind it, does not answer.',
    'Look at its power and cable.',
    'Wait some minutes after a restart.',
    'On the Kubernetes page, check the step “Control plane”.',
  ),
  'cluster/untrusted': page(
    'The certificate that was shown was not signed by the authority in the kubeconfig of this project, or is not for this cluster.',
    'If the cluster was made anew, delete the file `kubeconfig` in the project folder.',
    'Check the clock of this computer and of the node: a certificate has a beginning and an end.',
  ),
  'cluster/denied': page(
    'The client certificate is expired, or of an earlier cluster.',
    'Delete the file `kubeconfig` in the project folder, so that it is fetched again.',
  ),
  'cluster/bad-answer': page('The answer was cut off, or is not of a Kubernetes API.', 'Try again.'),
  'kubeconfig/taken': page(
    'Names in a kubeconfig are shared by all clusters you use. Only the entry that this project made before is replaced.',
    'Choose the name that is offered.',
    'Or rename the other one: `kubectl config rename-context`.',
  ),
  'kubeconfig/unreadable': page(
    'The file is no YAML, or its parts are not lists where they have to be.',
    'Look at the line that is named.',
    'Set KUBECONFIG to another file.',
  ),
  'kubeconfig/not-writable': page('The system refused to write the file.', 'Check its owner: `ls -l ~/.kube`.'),
  'kubeconfig/locked': page(
    'While kubectl writes, it marks the file with a `.lock` beside it.',
    'Try again in a moment.',
    'If it stays, delete the file ending in `.lock`.',
  ),
  'kubectl/not-there': page(
    'The server does not have kubectl for this system and version, or no checksum beside it.',
    'Check `mirrors.kubernetes` in the plan.',
    'Install kubectl from https://kubernetes.io/docs/tasks/tools/.',
  ),
  'kubectl/unusable': page(
    'It is for another kind of processor or system, or the folder forbids programs.',
    'Install kubectl from https://kubernetes.io/docs/tasks/tools/.',
  ),
};
