import { kind, type ErrorKind } from './error-kind.ts';

export const fleetKinds = {
  'ssh/unreachable': kind(1, 'The node does not answer.', 'Check its power and cable; a node needs about a minute to boot.'),
  'ssh/refused': kind(
    1,
    'The node takes no SSH connection.',
    'Wait until it has booted; if it stays so, check that SSH is enabled in its image.',
  ),
  'ssh/handshake': kind(1, 'The SSH connection broke while it was being made.', 'Try again; if it stays so, restart the node.'),
  'ssh/wrong-host-key': kind(
    3,
    'Another machine answers at this address.',
    'Slipway never talks to it. Find the node at its new address, or write its card again.',
  ),
  'ssh/login-refused': kind(
    1,
    'The node does not accept the login.',
    "Check that the private key of one of the plan's authorised keys is on this computer or in the SSH agent.",
  ),
  'ssh/key-locked': kind(
    2,
    'The private key needs its passphrase.',
    'Unlock it in the SSH agent (`ssh-add`), type its passphrase when you are asked, or give `--passphrase-from env:NAME`.',
  ),
  'ssh/disconnected': kind(1, 'The connection to the node was lost.', 'Check its power and cable, then try again.'),
  'ssh/timeout': kind(1, 'The node did not finish in time.', 'Try again; look at its load and its card if it happens twice.'),
  'ssh/too-much-output': kind(1, 'The command printed more than Slipway keeps.', 'Send its output to a file on the node.'),
  'ssh/sudo-password': kind(
    1,
    'The node asks for a password before it lets the login become root.',
    'Type it when you are asked, give `--sudo-password-from env:NAME`, or allow sudo without one.',
  ),
  'ssh/sudo-refused': kind(1, 'The login may not become root on the node.', 'Allow it in the sudoers file of the node.'),
  'ssh/channel': kind(
    1,
    'The node opened no further channel on its connection.',
    'Wait until other commands on it have ended, then try again.',
  ),
  'ssh/too-many-terminals': kind(2, 'Too many terminals are open.', 'Close one that you do not need.'),
  'ssh/terminal-ended': kind(1, 'The terminal has ended.', 'Open a new one.'),
  'ssh/transfer': kind(1, 'A file could not be moved to or from the node.', 'Check the free space and permissions there.'),
  'ssh/no-sftp': kind(
    1,
    'The SSH server of the node offers no file transfer.',
    'Enable its SFTP subsystem: `Subsystem sftp internal-sftp` in /etc/ssh/sshd_config.',
  ),

  'fleet/not-found': kind(
    1,
    'The node was not found on the network.',
    'Check power, cable and card; `slipway find` says what to try.',
  ),
  'fleet/not-ours': kind(
    3,
    'This machine is not a node of the plan.',
    'Adopt it explicitly after comparing its fingerprint, or leave it alone.',
  ),
  'fleet/bad-address': kind(
    2,
    'This is no address that Slipway can look at.',
    'Give an IPv4 or IPv6 address, a host name, or for a sweep a subnet of at most 1024 addresses (/22).',
  ),
  'fleet/no-network': kind(1, 'This computer is on no network that can be searched.', 'Connect it to the network of the nodes.'),
  'fleet/no-multicast': kind(
    1,
    'Multicast DNS does not work on this network interface.',
    'Nodes are still found by their call, their planned address, or a search of the subnet.',
  ),
  'fleet/no-listener': kind(
    1,
    'Slipway cannot listen for the calls of its nodes.',
    'Nodes are still found by multicast DNS, their planned address, or a search of the subnet.',
  ),
  'fleet/not-seen': kind(
    2,
    'No machine with this fingerprint was seen.',
    'Compare the fingerprint again; `slipway find` lists every machine it sees.',
  ),
  'fleet/ambiguous': kind(
    1,
    'Two machines answer as the same node.',
    'Switch one of them off: two cards were written for one node.',
  ),
  'fleet/cloned': kind(
    1,
    'Several nodes have one machine-id.',
    'Write their cards anew: nodes with one machine-id collide in Kubernetes.',
  ),
  'fleet/not-adopted': kind(2, 'The node has not been adopted.', 'Adopt it first: `slipway find` or the Boot page.'),
  'fleet/bad-answer': kind(
    1,
    'The node answered something that Slipway does not understand.',
    'Look at the log, then try again.',
  ),
  'fleet/fix-failed': kind(1, 'The repair did not take effect.', 'Look at what the node said, then try again.'),
  'fleet/repair-running': kind(2, 'The node is being repaired already.', 'Wait until that is done.'),
  'fleet/no-fix': kind(2, 'There is nothing that Slipway can do about this by itself.', 'Follow the advice beside the finding.'),
  'fleet/burnin-running': kind(2, 'A burn-in is running already.', 'Wait until it ends, or stop it.'),
  'fleet/no-burnin': kind(2, 'There is no burn-in of this name.', 'Start one on the Burn-in page or with `slipway burnin`.'),
} as const satisfies Record<string, ErrorKind>;
