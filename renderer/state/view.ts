import type { ClusterNode } from '../../electron/contract/plan.ts';
import { create } from 'zustand';
import type { Connection } from './wire.ts';

export type Theme = 'system' | 'light' | 'dark';
export type TargetKind = 'files' | 'drives';

/** View state only: what is chosen or shown here and now. What is true about the project comes from the engine. */
interface View {
  readonly theme: Theme;
  readonly connection: Connection;
  /** Last thing said to screen readers, and a counter so that the same words are said again. */
  readonly announcement: { readonly text: string; readonly count: number };
  /** What the page wants said in the window's title, such as what is to be put in; empty for nothing. */
  readonly headline: string;
  /** Newest line of the activity bar. */
  readonly activity: string;
  /** Job ids of references whose fetch was started from this page. */
  readonly jobIds: Readonly<Record<string, string>>;
  readonly targets: CardChoices;
  /** The step of a run whose drawer is open; empty for none. */
  readonly shownStep: string;
  /** Nodes of the cluster that is being thought up on the first page; the rack shows them already. */
  readonly preview: readonly ClusterNode[];
}

/** What the Cards page has chosen so far, for one project. */
export interface CardChoices {
  readonly dir: string;
  readonly kind: TargetKind;
  readonly outDir?: string | undefined;
  /** Nodes left out this time. */
  readonly skipped: readonly string[];
  /** Drive path by node. */
  readonly drives: Readonly<Record<string, string>>;
}

export const noChoices = (dir: string): CardChoices => ({ dir, kind: 'files', skipped: [], drives: {} });

export const useView = create<View>(() => ({
  theme: readTheme(),
  connection: 'connecting',
  announcement: { text: '', count: 0 },
  headline: '',
  activity: '',
  jobIds: {},
  targets: noChoices(''),
  shownStep: '',
  preview: [],
}));

export function setTheme(theme: Theme): void {
  useView.setState({ theme });
  try {
    localStorage.setItem('slipway-theme', theme);
  } catch {
    // Storage is switched off: the choice lasts until the page is closed.
  }
}

export const setConnection = (connection: Connection): void => useView.setState({ connection });

/** Says something to screen readers, politely, and shows it in the activity bar. */
export function announce(text: string): void {
  useView.setState(({ announcement }) => ({ announcement: { text, count: announcement.count + 1 }, activity: text }));
}

export const setHeadline = (headline: string): void => useView.setState({ headline });

export const showActivity = (activity: string): void => useView.setState({ activity });

export const showStep = (shownStep: string): void => useView.setState({ shownStep });

export const setPreview = (preview: readonly ClusterNode[]): void => useView.setState({ preview });

export const rememberJob = (reference: string, id: string): void =>
  useView.setState(({ jobIds }) => ({ jobIds: { ...jobIds, [reference]: id } }));

/** Changes the card choices of a project; choices of another project are forgotten. */
export function chooseCards(dir: string, change: (choices: CardChoices) => Partial<CardChoices>): void {
  useView.setState(({ targets }) => {
    const base = targets.dir === dir ? targets : noChoices(dir);
    return { targets: { ...base, ...change(base) } };
  });
}

function readTheme(): Theme {
  try {
    const stored = localStorage.getItem('slipway-theme');
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}
