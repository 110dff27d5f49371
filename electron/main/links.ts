/** Where the page's links may lead: documentation of what Slipway sets up, and its own home. */
const allowedHosts: ReadonlySet<string> = new Set([
  'github.com',
  'blog.hypriot.com',
  'www.raspberrypi.com',
  'downloads.raspberrypi.com',
  'ubuntu.com',
  'kubernetes.io',
  'docs.k3s.io',
  'docs.cloud-init.io',
  'cloudinit.readthedocs.io',
]);

/** Whether an address may be given to the system's browser. Any other scheme could start a program (`ms-msdt:`, `smb:`, `file:`). */
export function mayOpen(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  return protocol === 'https:' && port === '' && username === '' && password === '' && allowedHosts.has(hostname);
}
