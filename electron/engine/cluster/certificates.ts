import { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import type { ClusterCertificate } from '../../contract/cluster.ts';
import { plainText } from '../../contract/plain-text.ts';
import { apiError } from './api/errors.ts';
import type { Credentials } from './kubeconfig/credentials.ts';
import { serverNameOf } from './kubeconfig/render.ts';

/**
 * Prints every certificate that kubeadm or k3s put on a node, keys left out: a line `# NAME`, then PEM, or the base64 of PEM
 * for those inside a kubeconfig (kubernetes.io, "PKI certificates and requirements"; docs.k3s.io, "k3s certificate").
 */
export const certificateScript = `
pem() { [ -f "$2" ] && { echo "# $1"; sed -n '/-----BEGIN CERTIFICATE-----/,/-----END CERTIFICATE-----/p' "$2"; }; }
for f in /etc/kubernetes/pki/*.crt /etc/kubernetes/pki/etcd/*.crt; do n=\${f#/etc/kubernetes/pki/}; pem "\${n%.crt}" "$f"; done
for f in /var/lib/rancher/k3s/server/tls/*.crt /var/lib/rancher/k3s/agent/*.crt; do pem "$(basename "$f" .crt)" "$f"; done
pem kubelet-client /var/lib/kubelet/pki/kubelet-client-current.pem
pem kubelet-server /var/lib/kubelet/pki/kubelet.crt
for f in /etc/kubernetes/*.conf; do
  [ -f "$f" ] && c=$(sed -n 's/^ *client-certificate-data: *//p' "$f") && [ -n "$c" ] && { echo "# $(basename "$f")"; echo "$c"; }
done
true
`;

/** A node has some fifteen of them. */
const maxCertificates = 64;

/** Reads what {@link certificateScript} printed. What is no certificate is left out. */
export function parseCertificates(node: string, output: string): readonly ClusterCertificate[] {
  return output
    .split(/^# /m)
    .slice(1, 1 + maxCertificates)
    .flatMap((block) => {
      const [title = '', ...lines] = block.split('\n');
      const text = lines.join('\n').trim();
      const facts = factsOf(text.startsWith('-----') ? text : Buffer.from(text, 'base64').toString('latin1'));
      return facts === undefined ? [] : [{ name: plainText(title).slice(0, 60), node, ...facts }];
    });
}

/** The administrator's certificate inside the kubeconfig of the project; a token has none. */
export function ownCertificate({ login }: Credentials): readonly ClusterCertificate[] {
  if (login.kind === 'token') return [];
  const facts = factsOf(Buffer.from(login.certificate, 'base64').toString('latin1'));
  return facts === undefined ? [] : [{ name: 'kubeconfig', ...facts }];
}

function factsOf(pem: string): Pick<ClusterCertificate, 'notAfter' | 'authority'> | undefined {
  try {
    const certificate = new X509Certificate(pem);
    return { notAfter: new Date(certificate.validTo).toISOString(), authority: certificate.ca };
  } catch {
    return undefined;
  }
}

/** The certificate that the API server shows, checked like every connection to it. Errors: `cluster/untrusted`, `cluster/unreachable`. */
export function servingCertificate(credentials: Credentials, port: number): Promise<ClusterCertificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      servername: serverNameOf(credentials.server),
      ca: Buffer.from(credentials.authority, 'base64'),
      timeout: 20_000,
    });
    const fail = (error?: unknown): void => {
      socket.destroy();
      reject(apiError(error));
    };
    socket.on('error', fail);
    socket.on('timeout', fail);
    socket.on('secureConnect', () => {
      const { valid_to: validTo } = socket.getPeerCertificate();
      socket.destroy();
      resolve({ name: 'apiserver (shown)', notAfter: new Date(validTo).toISOString(), authority: false });
    });
  });
}
