import type { NodeState } from '../state/rack-model.ts';
import type { Stage, StageName } from '../state/stages.ts';
import { plural } from './format.ts';

export const shell = {
  product: 'Slipway',
  tagline: 'Cards for your cluster',
  skipToContent: 'Skip to content',
  stagesLabel: 'Stages',
  stage: { plan: 'Plan', images: 'Images', cards: 'Cards' } satisfies Record<StageName, string>,
  stageState: { done: 'done', open: '', locked: 'locked' } satisfies Record<Stage['state'], string>,
  locked: {
    plan: '',
    images: 'The plan has to be free of errors first.',
    cards: 'The images have to be on this computer first.',
  } satisfies Record<StageName, string>,
  projectFacts: (name: string, nodes: number) => `${name} · ${plural(nodes, 'node')}`,
  version: (version: string) => `Version ${version}`,
  desk: {
    saved: 'cluster.yaml saved',
    saving: 'Saving cluster.yaml …',
    conflict: 'Your change is not saved yet',
    failed: 'Your change could not be saved',
  },
  theme: { label: 'Colours', system: 'As the system', light: 'Light', dark: 'Dark' },
  diagnostics: {
    open: 'Log',
    title: 'Log and diagnostics',
    lead: 'The last lines of the log, with secrets removed. Send them along when you report a problem.',
    copy: 'Copy diagnostics',
    copied: 'Copied',
    loading: 'Reading the log …',
  },
  lost: {
    title: 'The engine does not answer.',
    text: 'Slipway keeps trying. Cards that are being written go on without this page.',
  },
  refused: {
    title: 'This page has no session',
    lead: 'The address that Slipway printed works once. Its session has ended, or this is another browser.',
    steps: [
      'Go to the terminal in which Slipway runs.',
      'Open the address it printed again, with the part after #.',
      'If it was used up, stop Slipway with Ctrl+C and start it again: it prints a new address.',
    ],
  },
  crashed: {
    title: 'This page stopped working',
    text: 'Nothing on disk is affected. Reload the page to go on.',
    reload: 'Reload the page',
  },
  activityLabel: 'Latest activity',
  idle: 'Nothing is running.',
  rack: {
    title: 'The rack',
    empty: 'The nodes of your plan will appear here.',
    summary: (written: number, total: number) =>
      total === 0 ? 'No nodes yet' : `${String(written)} of ${plural(total, 'card')} written`,
    switch: (ports: number) => `switch · ${String(ports)} ports`,
    listLabel: 'Nodes and their state',
    item: (node: { readonly name: string; readonly role: string; readonly board: string; readonly state: string }) =>
      `${node.name}, ${node.role}, ${node.board}: ${node.state}`,
    role: { 'control-plane': 'control plane', worker: 'worker' },
    state: {
      planned: 'Planned',
      waiting: 'Waiting',
      preparing: 'Preparing',
      probing: 'Testing',
      writing: 'Writing',
      verifying: 'Verifying',
      personalising: 'Settings',
      rereading: 'Re-reading',
      'card-written': 'Card written',
      failed: 'Failed',
      cancelled: 'Cancelled',
    } satisfies Record<NodeState, string>,
  },
  title: (parts: readonly string[]) => [...parts, 'Slipway'].join(' · '),
  close: 'Close',
  cancel: 'Cancel',
  back: 'Back',
  copy: 'Copy',
  copied: 'Copied',
  retry: 'Try again',
  more: 'More about this',
  loading: 'Loading …',
} as const;
