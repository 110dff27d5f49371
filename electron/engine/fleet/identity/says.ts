import type { FleetNodeState, NodeSays } from '../../../contract/fleet.ts';
import type { PlannedNode } from './fleet-state.ts';

/** What people are told about a node: one sentence, and what to try, the likeliest first. Pure. */
export function saysOf(state: FleetNodeState, node: PlannedNode): NodeSays {
  switch (state.kind) {
    case 'planned':
      return { text: 'Its card has not been written yet.', tries: [`Write it: \`slipway write DIR ${node.node} --to DEVICE\`.`] };
    case 'card-written':
      return { text: 'Its card is written. Nobody has looked for it since.', tries: ['Put the card in and switch the node on.'] };
    case 'waiting-for-boot':
      return state.awake ? booting : unseen(node);
    case 'found':
      return state.login === undefined
        ? { text: `It answers at ${state.address} and shows the key of its card.`, tries: [] }
        : { text: `It is there, and the login failed. ${state.login.title}`, tries: [state.login.fix] };
    case 'adopted':
      return { text: `It is ours, at ${state.address}.`, tries: [] };
    case 'ready':
      return { text: `It is ours, at ${state.address}, and nothing stands in the way.`, tries: [] };
    case 'lost':
      return {
        text: `It was at ${state.lastAddress} and does not answer any more.`,
        tries: [power, network, 'If it is just restarting, wait a minute.'],
      };
    case 'wrong-host-key':
      return wrongKey(state, node);
    case 'duplicate':
      return { text: `Two machines show its key: ${state.addresses.join(' and ')}.`, tries: duplicateTries };
    case 'cloned':
      return {
        text: `Its machine-id is that of ${state.nodes.filter((other) => other !== node.node).join(', ')} too.`,
        tries: ['Write its card anew: two nodes with one machine-id get the same address and collide in Kubernetes.'],
      };
  }
}

const power = 'Check its power: the red light is on, and the green one flickers while it reads the card.';
const network = 'Check its network cable and the link lights, or that its Wi-Fi is in reach.';
const duplicateTries = ['Switch one of them off: its card was written or copied twice.', 'Write that card for another node.'];

const booting: NodeSays = {
  text: 'It is on the network and still booting: SSH does not answer yet.',
  tries: ['Wait a minute: the first boot grows the card and makes its files.'],
};

function unseen({ plannedAddress }: PlannedNode): NodeSays {
  const address =
    plannedAddress === undefined
      ? 'Search the subnet: `slipway find DIR --sweep`. Some networks pass no multicast.'
      : `Check that this computer can reach ${plannedAddress}: it must be in the same network.`;
  return {
    text: 'It has not shown itself yet. A first boot takes one to three minutes.',
    tries: [power, network, 'Check that the card written for this node is in it.', address],
  };
}

function wrongKey({ address }: { readonly address: string }, { plannedAddress }: PlannedNode): NodeSays {
  const text =
    address === plannedAddress
      ? `Another machine answers at its address ${address}, with a key that is on no card of this plan.`
      : `The machine at ${address} says that it is this node, and shows a key that is on no card of this plan.`;
  return {
    text,
    tries: [
      'Find out which machine that is: a router may have given its address away.',
      'If its card was made elsewhere, compare the fingerprint at its own screen and adopt it.',
    ],
  };
}
