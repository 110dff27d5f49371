import type { BundleService } from './bundle.ts';
import type { BurninService } from './burnin-service.ts';
import type { ClusterService, LocalClusterService } from './cluster-service.ts';
import type { BatchSnapshot, CardOrder, CardReview, CardStatus, Drive } from './card.ts';
import type { Finding } from './finding.ts';
import type { ExecService } from './exec.ts';
import type { FactsService } from './facts-service.ts';
import type { FleetService } from './fleet.ts';
import type { CardInfo, FlashOrder, FlashSettings, FlashSources } from './flash.ts';
import type { Board, ImageEntry, ImageFacts, ImageJob, StoredImage, StoreStatus } from './image.ts';
import type { BillOfMaterials } from './materials.ts';
import type { NewPlan, PlanEdit, ResolvedPlan } from './plan.ts';
import type { OutlookService } from './outlook.ts';
import type { QuestionService } from './questions.ts';
import type { RunbookService } from './runbook-service.ts';
import type { StationAct, StationSnapshot, StationStart } from './station.ts';
import type { TerminalService } from './terminal.ts';

/**
 * Everything the page and the CLI can ask of the engine; `engine/server.ts` puts the rooms behind it.
 * `contract/router.ts` carries it over a wire, but for what only a process of the same user may ask (`exportFiles`).
 */
export interface Services {
  readonly app: AppService;
  readonly projects: ProjectService;
  readonly catalogue: CatalogueService;
  readonly images: ImageService;
  readonly drives: DriveService;
  readonly cards: CardService;
  readonly station: StationService;
  readonly labels: LabelService;
  readonly fleet: FleetService;
  readonly facts: FactsService;
  readonly burnin: BurninService;
  readonly materials: MaterialsService;
  readonly terminals: TerminalService;
  readonly runs: RunbookService;
  readonly cluster: ClusterService;
  readonly questions: QuestionService;
}

/** What the CLI can ask besides: it names files and drives of this computer at will, so it is not on a wire. */
export interface LocalServices extends Services {
  readonly cluster: LocalClusterService;
  readonly flash: FlashService;
  readonly bundles: BundleService;
  readonly exec: ExecService;
  readonly outlook: OutlookService;
  readonly cardReader: CardReaderService;
}

export interface AppFacts {
  readonly version: string;
  readonly shell: 'electron' | 'browser';
  readonly platform: string;
  /** Whether the app was started with `--practice`. */
  readonly practice: boolean;
  /** Folder that new projects are offered in. */
  readonly projectsDir: string;
}

export interface AppService {
  facts(): Promise<AppFacts>;
  /** The last lines of the log, with secrets redacted, and the versions: what "Copy diagnostics" copies. */
  diagnostics(): Promise<string>;
}

/** A project as the page shows it: the text on disk and everything derived from it. */
export interface ProjectState {
  readonly dir: string;
  /** SHA-256 of the text; edits name the revision they were made on. */
  readonly revision: string;
  readonly text: string;
  /** Absent when the text is not a plan at all; the findings say why. */
  readonly plan?: ResolvedPlan;
  readonly findings: readonly Finding[];
  readonly secrets: SecretsStatus;
}

/** Which secrets are set; their values never leave the engine. */
export interface SecretsStatus {
  readonly password: boolean;
  readonly wifiKey: boolean;
}

export interface RecentProject {
  readonly dir: string;
  readonly name: string;
  readonly nodes: number;
  /** ISO 8601. */
  readonly openedAt: string;
  /** Whether its folder is still there. */
  readonly available: boolean;
  readonly cardsDone: number;
}

export interface ProjectService {
  recent(): Promise<readonly RecentProject[]>;
  forget(input: { readonly dir: string }): Promise<void>;
  /** Makes the folder, its cluster.yaml and its keys. Errors: `project/exists`. */
  create(input: { readonly dir: string; readonly plan: NewPlan; readonly practice: boolean }): Promise<ProjectState>;
  /** Errors: `project/not-found`, `project/newer-version`, `project/damaged`. */
  open(input: { readonly dir: string }): Promise<ProjectState>;
  /** Applies edits that keep comments. Errors: `project/changed` when the revision is not the one on disk. */
  edit(input: { readonly dir: string; readonly revision: string; readonly edits: readonly PlanEdit[] }): Promise<ProjectState>;
  /** Replaces the whole text, as the YAML view does; text that is not a plan is kept and found fault with. */
  save(input: { readonly dir: string; readonly revision: string; readonly text: string }): Promise<ProjectState>;
  /** What `save` would find, without saving: validation at the field. */
  check(input: { readonly text: string }): Promise<{ readonly plan?: ResolvedPlan; readonly findings: readonly Finding[] }>;
  /** Undefined keeps a secret, the empty string clears it. The password is hashed before it is stored. */
  setSecrets(input: { readonly dir: string; readonly password?: string; readonly wifiKey?: string }): Promise<SecretsStatus>;
  exportCsv(input: { readonly dir: string }): Promise<string>;
  /** Replaces the node list by the table. Errors: `plan/bad-csv` with the line. */
  importCsv(input: { readonly dir: string; readonly revision: string; readonly csv: string }): Promise<ProjectState>;
  /** The user's own public keys (`~/.ssh/*.pub`), offered as authorised keys. */
  publicKeys(): Promise<readonly { readonly path: string; readonly key: string }[]>;
}

export interface CatalogueState {
  readonly images: readonly ImageEntry[];
  readonly boards: readonly Board[];
  /** When the online list was last read; absent when only the built-in list is known. ISO 8601. */
  readonly refreshedAt?: string;
}

export interface CatalogueService {
  list(): Promise<CatalogueState>;
  /** Reads rpi-imager's list again; the last good copy stays when it fails. */
  refresh(): Promise<CatalogueState>;
}

export interface ImageService {
  stored(): Promise<readonly StoredImage[]>;
  /** The stored image that a plan's `image` stands for (id, URL or path), if it has been fetched. */
  find(input: { readonly reference: string }): Promise<StoredImage | undefined>;
  store(): Promise<StoreStatus>;
  setLimit(input: { readonly limitBytes: number }): Promise<StoreStatus>;
  /** Starts to fetch a catalogue id, a URL, a local path, or `practice`; returns the job's id at once. Asking twice joins the running job. `dir`: the project whose plan may name a mirror. */
  fetch(input: { readonly reference: string; readonly dir?: string | undefined }): Promise<{ readonly id: string }>;
  cancel(input: { readonly id: string }): Promise<void>;
  /** Errors: `image/in-use`, `image/not-stored`. */
  remove(input: { readonly id: string }): Promise<void>;
  facts(input: { readonly id: string }): Promise<ImageFacts>;
  /** All jobs of this engine, now and at each change (at most five a second). */
  watch(signal: AbortSignal): AsyncIterable<readonly ImageJob[]>;
}

export interface DriveService {
  list(input: { readonly rawBytes?: number }): Promise<readonly Drive[]>;
  /** The list now and whenever a drive comes or goes. */
  watch(input: { readonly rawBytes?: number }, signal: AbortSignal): AsyncIterable<readonly Drive[]>;
}

export interface CardService {
  /** What will be written where: for one node, or all of the plan. */
  review(input: { readonly dir: string; readonly node?: string }): Promise<readonly CardReview[]>;
  /** Writes a node's first-boot files, secrets included, into a folder (0600 each); returns their paths. Not on the wire. */
  exportFiles(input: { readonly dir: string; readonly node: string; readonly outDir: string }): Promise<readonly string[]>;
  /**
   * The nodes whose target holds already, to the last byte, what {@link start} would write: read back, so it takes its time.
   * What cannot be read, a drive without the right to it for example, is not among them. Errors: `plan/has-errors`.
   */
  finished(
    input: { readonly dir: string; readonly cards: readonly CardOrder[] },
    signal: AbortSignal,
  ): Promise<readonly string[]>;
  /** Starts a write session. Errors: `plan/has-errors`, `image/not-stored`, `drive/*`, `card/*`. */
  start(input: { readonly dir: string; readonly cards: readonly CardOrder[] }): Promise<BatchSnapshot>;
  /** Cancels one card, or all of the batch. */
  cancel(input: { readonly batchId: string; readonly node?: string }): Promise<void>;
  watch(input: { readonly batchId: string }, signal: AbortSignal): AsyncIterable<BatchSnapshot>;
  /** Sessions of this engine that still run; a reloaded page finds its way back with it. */
  running(): Promise<readonly BatchSnapshot[]>;
  /** What the journal says of each node's card, last session first. */
  history(input: { readonly dir: string }): Promise<readonly CardRecord[]>;
  /** The folder and file names that card files of this project get. */
  fileTargets(input: {
    readonly dir: string;
    readonly outDir?: string;
  }): Promise<readonly { readonly node: string; readonly path: string }[]>;
}

export interface CardRecord extends CardStatus {
  /** ISO 8601. */
  readonly at: string;
  readonly imageId: string;
}

/** Many cards, each bound to its node by being put in; one station for each project. */
export interface StationService {
  /**
   * Opens the station of a project, or finds the one that is open. Nodes whose card the journal proves are done already.
   * Errors: `plan/has-errors`, `plan/unknown-node`, `image/unknown`, `image/not-stored`.
   */
  start(input: StationStart): Promise<StationSnapshot>;
  /** The open station of a project; null when there is none. */
  current(input: { readonly dir: string }): Promise<StationSnapshot | null>;
  /** Errors: `station/not-open`, `station/not-now`, `plan/unknown-node`, `drive/*`, `card/too-small`; then nothing has changed. */
  act(input: { readonly dir: string; readonly act: StationAct }): Promise<StationSnapshot>;
  /** The station now and after each change, progress at most five times a second; ends when it is closed. Errors: `station/not-open`. */
  watch(input: { readonly dir: string }, signal: AbortSignal): AsyncIterable<StationSnapshot>;
  /** Closes it, if it is open: cards under way are cancelled and waited for. */
  stop(input: { readonly dir: string }): Promise<void>;
}

/** The sheet of labels, one for each node: a page without a script, to be printed on A4 or Letter. */
export interface LabelService {
  /** HTML. Errors: `plan/has-errors`, `project/not-found`. */
  render(input: { readonly dir: string }): Promise<string>;
  /** Keeps it as `labels.html` in the project; returns its path. Errors: `project/not-writable`, `project/no-space` too. */
  save(input: { readonly dir: string }): Promise<{ readonly path: string }>;
}

/** What the plan's cluster is made of and costs. The project keeps prices and what else is bought in `materials.yaml`. */
export interface MaterialsService {
  /** Errors: `plan/has-errors` where there is no plan at all, `project/not-found`, `project/damaged`. */
  bill(input: { readonly dir: string }): Promise<BillOfMaterials>;
  /** The same for a spreadsheet. */
  csv(input: { readonly dir: string }): Promise<string>;
  /** Changes materials.yaml, comments kept; makes it from the example first. Errors: `engine/bad-request` for a value that cannot be. */
  edit(input: { readonly dir: string; readonly edits: readonly PlanEdit[] }): Promise<BillOfMaterials>;
}

/** `slipway flash`: one card, no plan. */
export interface FlashService {
  /**
   * Reads or fetches the configuration files and checks everything before anything is written.
   * Errors: `firstboot/bad-file`, `cli/usage`, `image/not-found`, `image/unreachable`, `image/server-refused`.
   */
  load(
    input: { readonly sources: FlashSources; readonly settings: Partial<FlashSettings> },
    signal: AbortSignal,
  ): Promise<FlashSettings>;
  /**
   * Starts to write and configure one card, or with no image only to configure it. `notes`: settings without effect.
   * Errors: `image/not-stored`, `firstboot/unsupported`, `firstboot/bad-file`, `drive/*`, `card/*`.
   */
  start(order: FlashOrder): Promise<{ readonly batch: BatchSnapshot; readonly notes: readonly string[] }>;
  cancel(input: { readonly batchId: string }): Promise<void>;
  watch(input: { readonly batchId: string }, signal: AbortSignal): AsyncIterable<BatchSnapshot>;
}

export interface CardReaderService {
  /** Reads a drive or card file back and says what it is. Errors: `drive/not-found`, `writer/needs-privilege`, `image/truncated`. */
  read(input: { readonly path: string }, signal: AbortSignal): Promise<CardInfo>;
}
