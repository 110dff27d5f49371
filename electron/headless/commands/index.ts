import type { Command } from '../command.ts';

/** Each command is loaded when it is asked for, so that `check` does not pay for `serve`. */
const commands: Readonly<Record<string, { readonly summary: string; load(): Promise<Command> }>> = {
  serve: { summary: 'open the wizard in the browser', load: async () => (await import('./serve.ts')).serveCommand },
  new: { summary: 'make a project', load: async () => (await import('./new.ts')).newCommand },
  check: { summary: 'find what is wrong or unwise in a plan', load: async () => (await import('./check.ts')).checkCommand },
  plan: { summary: 'dry run: files per card, steps per node', load: async () => (await import('./plan.ts')).planCommand },
  images: { summary: 'list, fetch, add or remove OS images', load: async () => (await import('./images.ts')).imagesCommand },
  drives: { summary: 'list drives with their safety verdict', load: async () => (await import('./drives.ts')).drivesCommand },
  files: {
    summary: "write one node's first-boot files to a folder",
    load: async () => (await import('./files.ts')).filesCommand,
  },
  write: {
    summary: 'write, verify and personalise cards or card files',
    load: async () => (await import('./write.ts')).writeCommand,
  },
  station: {
    summary: 'many cards, each bound to its node by putting it in',
    load: async () => (await import('./station.ts')).stationCommand,
  },
  kubeconfig: {
    summary: 'add the cluster to your kubeconfig, or take it out',
    load: async () => (await import('./kubeconfig.ts')).kubeconfigCommand,
  },
  labels: { summary: 'a page of labels to print, with QR codes', load: async () => (await import('./labels.ts')).labelsCommand },
  materials: {
    summary: 'what the cluster is made of and costs, and whether its power suffices',
    load: async () => (await import('./materials.ts')).materialsCommand,
  },
  find: {
    summary: 'find the booted nodes and prove that they are ours',
    load: async () => (await import('./find.ts')).findCommand,
  },
  status: { summary: 'who is there now, and how the cluster is', load: async () => (await import('./status.ts')).statusCommand },
  facts: {
    summary: 'what the booted nodes are, what is wrong with them, and repairs',
    load: async () => (await import('./facts.ts')).factsCommand,
  },
  burnin: {
    summary: 'measure cards, load every node, and measure the network between them',
    load: async () => (await import('./burnin.ts')).burninCommand,
  },
  flash: {
    summary: 'one card without a plan: a drop-in for hypriot/flash',
    load: async () => (await import('./flash.ts')).flashCommand,
  },
  bundle: {
    summary: 'everything a plan needs offline, in one folder',
    load: async () => (await import('./bundle.ts')).bundleCommand,
  },
  mirror: { summary: 'serve a bundle to the nodes, or check it', load: async () => (await import('./mirror.ts')).mirrorCommand },
  exec: { summary: 'run one command on many nodes', load: async () => (await import('./exec.ts')).execCommand },
  up: { summary: 'from adopted nodes to a Ready cluster', load: async () => (await import('./up.ts')).upCommand },
  down: {
    summary: 'take the cluster down, or clear one node',
    load: async () => (await import('./down.ts')).downCommand,
  },
  card: { summary: 'read a card back and say what it is', load: async () => (await import('./card.ts')).cardCommand },
};

export const loadCommand = async (name: string): Promise<Command | undefined> =>
  Object.hasOwn(commands, name) ? commands[name]?.load() : undefined;

/** What `slipway --help` prints. */
export function overview(): string {
  const rows = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(9)} ${summary}`);
  return [
    'Slipway takes blank SD cards to a running Raspberry Pi Kubernetes cluster.',
    '',
    'slipway COMMAND [--json] [--data-dir FOLDER]      (without a command: serve)',
    '',
    ...rows,
    '',
    '`slipway COMMAND --help` says what a command takes. With --json, results are JSON lines on stdout.',
    'Exit: 0 done, 1 failed, 2 bad input, 3 refused for safety, 130 cancelled.',
  ].join('\n');
}
