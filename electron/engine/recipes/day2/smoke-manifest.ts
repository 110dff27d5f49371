import { stringify } from 'yaml';

export const smokeNamespace = 'slipway-smoke';
export const inNamespace = ['--namespace', smokeNamespace];

/** Answers every request with the name of its pod. With busybox, or else with the perl that every Debian has. */
const server = `if command -v busybox >/dev/null 2>&1; then
  mkdir -p /tmp/www && echo "slipway $HOSTNAME" >/tmp/www/index.html && exec busybox httpd -f -p 8080 -h /tmp/www
fi
exec perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(LocalPort => 8080, Listen => 16, ReuseAddr => 1) or die "port: $!";
while ($c = $s->accept) { sysread $c, $_, 4096; print $c "HTTP/1.0 200 OK\\r\\n\\r\\nslipway $ENV{HOSTNAME}\\n"; close $c }'`;

/** Asks `$1:$2` and prints what it says. */
export const askScript = `if command -v wget >/dev/null 2>&1; then exec wget -q -T 5 -O - "http://$1:$2/"; fi
exec perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(PeerHost => $ARGV[0], PeerPort => $ARGV[1], Timeout => 5) or die "no answer: $@\\n";
print $s "GET / HTTP/1.0\\r\\n\\r\\n"; local $/; $_ = <$s>; s/.*?\\r?\\n\\r?\\n//s; print' -- "$1" "$2"`;

/**
 * One pod on every node, control planes included, and a service before them all. Small, without rights, and in a namespace
 * of its own, so that nothing else is touched and all of it goes with the namespace.
 */
export function smokeManifest(image: string): string {
  const labels = { app: 'smoke' };
  const meta = { name: 'smoke', namespace: smokeNamespace };
  const container = {
    name: 'smoke',
    image,
    command: ['sh', '-c', server],
    ports: [{ containerPort: 8080 }],
    readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 2 },
    resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
  const pod = {
    metadata: { labels },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      tolerations: [{ operator: 'Exists' }],
      containers: [container],
    },
  };
  const documents = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: smokeNamespace } },
    { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: meta, spec: { selector: { matchLabels: labels }, template: pod } },
    {
      ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { ...meta, name: 'smoke-two' } },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'smoke-two' } },
        template: { ...pod, metadata: { labels: { app: 'smoke-two' } } },
      },
    },
    {
      ...{ apiVersion: 'v1', kind: 'Service', metadata: meta },
      spec: { selector: { app: 'smoke-two' }, ports: [{ port: 80, targetPort: 8080 }] },
    },
  ];
  return documents.map((document) => stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })).join('---\n');
}
