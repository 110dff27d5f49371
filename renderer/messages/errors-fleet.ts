import { page, type PagesOf } from './error-page.ts';

const cable = 'Check the power and network cable of the node, and the link light of its port.';
const log = 'Open the log at the bottom of the page, copy the diagnostics and report the problem.';

export const fleetErrors: PagesOf<'ssh' | 'fleet'> = {
  'ssh/unreachable': page(
    'Nothing answers at the address of the node: it is off, still booting, on another network, or has another address now.',
    cable,
    'Wait a minute: a first boot grows the card and makes files.',
    'Search again on the Boot page: the node may have a new address.',
  ),
  'ssh/refused': page(
    'The node is on, but nothing listens on the SSH port.',
    'Wait until its first boot is over.',
    'If it stays so, write its card again.',
  ),
  'ssh/handshake': page('The two sides could not agree, or the connection broke at its start.', 'Try again.', cable),
  'ssh/wrong-host-key': page(
    'Each card carries a host key that only this node has. The machine at this address shows another one, so it is not the node.',
    'Look which machine has this address now: a router may have given it away.',
    'If the card was written anew elsewhere, adopt the node after comparing its fingerprint.',
    'If neither is so, treat the network as unsafe.',
  ),
  'ssh/login-refused': page(
    'The node knows none of the keys that were offered.',
    'Check that the private key of an authorised key of the plan is in ~/.ssh or in the SSH agent.',
    'If the plan got its key after the card was written, write the card again.',
  ),
  'ssh/key-locked': page('The private key is encrypted.', 'Unlock it in the SSH agent with `ssh-add`.', 'Type its passphrase.'),
  'ssh/disconnected': page('The node went away in the middle of a conversation.', cable, 'Try again: nothing is done twice.'),
  'ssh/timeout': page(
    'The node is slow or stuck.',
    'Try again.',
    'Look at its card and its power supply in the burn-in: a weak one makes every step slow.',
  ),
  'ssh/too-much-output': page('The output would not fit in memory.', 'Write it to a file on the node and look at its end.'),
  'ssh/sudo-password': page(
    'The login may become root only with its password.',
    'Type the password of the login.',
    'Cards written by Slipway need none; this node was set up elsewhere.',
  ),
  'ssh/sudo-refused': page(
    'The sudo of the node says no to this login, whatever its password.',
    'Add the login to the group sudo of the node, or to a file under /etc/sudoers.d.',
    'Cards written by Slipway allow it; this node was set up elsewhere.',
  ),
  'ssh/channel': page(
    'Its SSH server allows only so many commands and forwarded ports at once, or forbids forwarding.',
    'Wait until other commands have ended.',
    'Look at MaxSessions and AllowTcpForwarding in its sshd_config.',
  ),
  'ssh/too-many-terminals': page('Each terminal takes a place on the connection to its node.', 'Close one that you do not need.'),
  'ssh/terminal-ended': page(
    'Its shell was left, the connection broke, or nobody looked at it for a minute.',
    'Open a new one: what runs on the node does not depend on it.',
  ),
  'ssh/transfer': page('The file system of the node is full, read-only, or the path is not there.', 'Look at its free space.'),
  'ssh/no-sftp': page(
    'Large files go through the SFTP subsystem of the SSH server, and this one has none.',
    'Put `Subsystem sftp internal-sftp` into /etc/ssh/sshd_config of the node and restart its SSH server.',
  ),
  'fleet/not-found': page(
    'The node was neither announced, nor did it call, nor does it answer at its planned address.',
    cable,
    'Check that its card is in, and that it was written for this node.',
    'Search the local network on the Boot page.',
  ),
  'fleet/not-ours': page(
    'Its host key is not one that Slipway put on a card of this plan.',
    'Leave it alone if you do not know it.',
    'If it is yours, compare its fingerprint at its own screen and adopt it.',
  ),
  'fleet/bad-address': page(
    'Slipway looks at single addresses, and at small subnets of the local network only.',
    'Type an address such as 192.168.10.20, fe80::1%eth0 or pi1.local.',
    'Search a smaller subnet: /22 or less.',
  ),
  'fleet/no-network': page(
    'No interface of this computer has an address in a local network.',
    'Connect this computer to the network of the nodes by cable or Wi-Fi.',
  ),
  'fleet/no-multicast': page(
    'Some VPNs and guest networks pass no multicast, and another program may hold the port.',
    'Nothing to do while the nodes are found in other ways.',
    'Connect this computer to the same network as the nodes, or search the subnet on the Boot page.',
  ),
  'fleet/no-listener': page(
    'The ports that nodes call are all taken on this computer.',
    'Nothing to do while the nodes are found in other ways.',
    'Close other Slipway windows.',
  ),
  'fleet/not-seen': page(
    'Only a machine that Slipway sees now can be adopted, and only by the exact fingerprint it shows.',
    'Look at the machine again on the Boot page, and compare its fingerprint with the one on its own screen.',
  ),
  'fleet/ambiguous': page(
    'Two machines show the host key of the same node: its card was written or copied twice.',
    'Switch one of them off and write its card for another node.',
  ),
  'fleet/cloned': page(
    'The machine-id of each node must be its own; cards that were copied from one another share it, and then address and network.',
    'Write the cards of these nodes with Slipway: it gives each its own machine-id.',
  ),
  'fleet/not-adopted': page('Slipway changes nothing on a machine before it was adopted.', 'Adopt the node on the Boot page.'),
  'fleet/bad-answer': page('The node printed something unexpected.', 'Try again.', log),
  'fleet/fix-failed': page(
    'The change was made, but the check afterwards still fails.',
    'Read what the node said.',
    'Try again.',
  ),
  'fleet/repair-running': page('Two repairs of one node at once would undo each other.', 'Wait until the first is done.'),
  'fleet/no-fix': page('This needs hands: a cable, a supply, a card.', 'Follow the advice beside the finding.'),
  'fleet/burnin-running': page('Two burn-ins at once would measure each other.', 'Wait until it ends, or stop it.'),
  'fleet/no-burnin': page('No burn-in was started, or its report was deleted.', 'Start one on the Burn-in page.'),
};
