import type { Credentials } from '../../electron/engine/cluster/kubeconfig/credentials.ts';

/** base64 of a word, as a certificate would be. */
export const base64 = (word: string): string => Buffer.from(word).toString('base64');

export const labCredentials: Credentials = {
  server: 'https://192.168.10.20:6443',
  authority: base64('lab authority'),
  login: { kind: 'certificate', certificate: base64('lab admin'), key: base64('lab key') },
};

/** As kubeadm writes it, with two clusters that are somebody else's. */
export const userKubeconfig = `# clusters at work, ask Ann
apiVersion: v1
kind: Config
preferences: {}
current-context: work   # the one I use most
clusters:
- name: work
  cluster:
    server: https://k8s.example.com # behind the VPN
    certificate-authority-data: ${base64('work authority')}
- cluster: {server: "https://10.0.0.1:6443", insecure-skip-tls-verify: true}
  name: old
contexts:
- {name: work, context: {cluster: work, user: ann, namespace: shop}}
- context:
    user: "old-admin"
    cluster: old
  name: old
users:
- name: ann
  user:
    exec: # the company's login
      apiVersion: client.authentication.k8s.io/v1
      command: company-login
- name: old-admin
  user: {token: 'abc'}
`;

export const kubeadmConfig = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${base64('lab authority')}
    server: https://192.168.10.20:6443
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
kind: Config
preferences: {}
users:
- name: kubernetes-admin
  user:
    client-certificate-data: ${base64('lab admin')}
    client-key-data: ${base64('lab key')}
`;
