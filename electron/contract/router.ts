import { initTRPC, tracked } from '@trpc/server';
import { z } from 'zod';
import { cardOrderSchema, mostCardsAtOnce } from './card.ts';
import { errorFacts, SlipwayError } from './errors.ts';
import { burninOrderSchema } from './burnin.ts';
import { fleetAddressSchema, fleetAdoptSchema, fleetNodeSchema, fleetSweepSchema } from './fleet.ts';
import { kubeconfigMergeSchema } from './cluster.ts';
import { newPlanSchema, planEditSchema } from './plan.ts';
import { questionAnswerSchema, questionSchema } from './questions.ts';
import { toldOf } from './run-news.ts';
import { runActSchema, runStartSchema, stepIdSchema } from './runbook.ts';
import type { Services } from './services.ts';
import { stationActSchema, stationStartSchema } from './station.ts';
import {
  terminalCloseSchema,
  terminalOpenSchema,
  terminalResizeSchema,
  terminalWatchSchema,
  terminalWriteSchema,
} from './terminal.ts';

const t = initTRPC.context<{ readonly services: Services }>().create({
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    data: { code: shape.data.code, path: shape.data.path, slipway: errorFacts(meaningOf(error)) },
  }),
});

/** A schema failure is the caller's mistake; everything else carries its own meaning as the cause. */
function meaningOf(error: { readonly code: string; readonly message: string; readonly cause?: Error | undefined }): unknown {
  if (error.code === 'BAD_REQUEST' || error.code === 'NOT_FOUND') return new SlipwayError('engine/bad-request', error.message);
  return error.cause ?? error;
}

const dir = z.strictObject({ dir: z.string() });
const id = z.strictObject({ id: z.string() });
const rawBytes = z.strictObject({ rawBytes: z.number().int().positive().optional() });
const call = t.procedure;
const feed = call.input(dir.extend({ lastEventId: z.string().nullish() }));

const app = t.router({
  facts: call.query(({ ctx }) => ctx.services.app.facts()),
  diagnostics: call.query(({ ctx }) => ctx.services.app.diagnostics()),
});

const projects = t.router({
  recent: call.query(({ ctx }) => ctx.services.projects.recent()),
  forget: call.input(dir).mutation(({ ctx, input }) => ctx.services.projects.forget(input)),
  create: call
    .input(dir.extend({ plan: newPlanSchema, practice: z.boolean().default(false) }))
    .mutation(({ ctx, input }) => ctx.services.projects.create(input)),
  open: call.input(dir).query(({ ctx, input }) => ctx.services.projects.open(input)),
  edit: call
    .input(dir.extend({ revision: z.string(), edits: z.array(planEditSchema) }))
    .mutation(({ ctx, input }) => ctx.services.projects.edit(input)),
  save: call
    .input(dir.extend({ revision: z.string(), text: z.string() }))
    .mutation(({ ctx, input }) => ctx.services.projects.save(input)),
  check: call.input(z.strictObject({ text: z.string() })).query(({ ctx, input }) => ctx.services.projects.check(input)),
  setSecrets: call
    .input(dir.extend({ password: z.string().optional(), wifiKey: z.string().optional() }))
    .mutation(({ ctx, input }) => ctx.services.projects.setSecrets(input)),
  exportCsv: call.input(dir).query(({ ctx, input }) => ctx.services.projects.exportCsv(input)),
  importCsv: call
    .input(dir.extend({ revision: z.string(), csv: z.string() }))
    .mutation(({ ctx, input }) => ctx.services.projects.importCsv(input)),
  publicKeys: call.query(({ ctx }) => ctx.services.projects.publicKeys()),
});

const catalogue = t.router({
  list: call.query(({ ctx }) => ctx.services.catalogue.list()),
  refresh: call.mutation(({ ctx }) => ctx.services.catalogue.refresh()),
});

const reference = z.strictObject({ reference: z.string().min(1) });
const fromProject = reference.extend({ dir: z.string().optional() });

const images = t.router({
  stored: call.query(({ ctx }) => ctx.services.images.stored()),
  find: call.input(reference).query(({ ctx, input }) => ctx.services.images.find(input)),
  store: call.query(({ ctx }) => ctx.services.images.store()),
  setLimit: call
    .input(z.strictObject({ limitBytes: z.number().int().positive() }))
    .mutation(({ ctx, input }) => ctx.services.images.setLimit(input)),
  fetch: call.input(fromProject).mutation(({ ctx, input }) => ctx.services.images.fetch(input)),
  cancel: call.input(id).mutation(({ ctx, input }) => ctx.services.images.cancel(input)),
  remove: call.input(id).mutation(({ ctx, input }) => ctx.services.images.remove(input)),
  facts: call.input(id).query(({ ctx, input }) => ctx.services.images.facts(input)),
  watch: call.subscription(({ ctx, signal }) => ctx.services.images.watch(live(signal))),
});

const drives = t.router({
  list: call.input(rawBytes).query(({ ctx, input }) => ctx.services.drives.list(input)),
  watch: call.input(rawBytes).subscription(({ ctx, input, signal }) => ctx.services.drives.watch(input, live(signal))),
});

const cardOrders = dir.extend({ cards: z.array(cardOrderSchema).min(1).max(mostCardsAtOnce) });
const cards = t.router({
  review: call.input(dir.extend({ node: z.string().optional() })).query(({ ctx, input }) => ctx.services.cards.review(input)),
  finished: call.input(cardOrders).query(({ ctx, input, signal }) => ctx.services.cards.finished(input, live(signal))),
  start: call.input(cardOrders).mutation(({ ctx, input }) => ctx.services.cards.start(input)),
  cancel: call
    .input(z.strictObject({ batchId: z.string(), node: z.string().optional() }))
    .mutation(({ ctx, input }) => ctx.services.cards.cancel(input)),
  watch: call.input(z.strictObject({ batchId: z.string(), lastEventId: z.string().nullish() })).subscription(async function* ({
    ctx,
    input,
    signal,
  }) {
    for await (const snapshot of ctx.services.cards.watch(input, live(signal))) {
      yield tracked(String(snapshot.revision), snapshot);
    }
  }),
  running: call.query(({ ctx }) => ctx.services.cards.running()),
  history: call.input(dir).query(({ ctx, input }) => ctx.services.cards.history(input)),
  fileTargets: call
    .input(dir.extend({ outDir: z.string().optional() }))
    .query(({ ctx, input }) => ctx.services.cards.fileTargets(input)),
});

const station = t.router({
  start: call.input(stationStartSchema).mutation(({ ctx, input }) => ctx.services.station.start(input)),
  current: call.input(dir).query(({ ctx, input }) => ctx.services.station.current(input)),
  act: call.input(dir.extend({ act: stationActSchema })).mutation(({ ctx, input }) => ctx.services.station.act(input)),
  watch: feed.subscription(({ ctx, input, signal }) => byRevision(ctx.services.station.watch(input, live(signal)))),
  stop: call.input(dir).mutation(({ ctx, input }) => ctx.services.station.stop(input)),
});

const labels = t.router({
  render: call.input(dir).query(({ ctx, input }) => ctx.services.labels.render(input)),
  save: call.input(dir).mutation(({ ctx, input }) => ctx.services.labels.save(input)),
});

const fleet = t.router({
  watch: feed.subscription(({ ctx, input, signal }) => byRevision(ctx.services.fleet.watch(input, live(signal)))),
  look: call.input(dir).mutation(({ ctx, input }) => ctx.services.fleet.look(input)),
  sweep: call.input(fleetSweepSchema).mutation(({ ctx, input }) => ctx.services.fleet.sweep(input)),
  stopSweep: call.input(dir).mutation(({ ctx, input }) => ctx.services.fleet.stopSweep(input)),
  addAddress: call.input(fleetAddressSchema).mutation(({ ctx, input }) => ctx.services.fleet.addAddress(input)),
  adopt: call.input(fleetAdoptSchema).mutation(({ ctx, input }) => ctx.services.fleet.adopt(input)),
  forget: call.input(fleetNodeSchema).mutation(({ ctx, input }) => ctx.services.fleet.forget(input)),
});

const facts = t.router({
  current: call.input(dir).query(({ ctx, input }) => ctx.services.facts.current(input)),
  gather: call
    .input(dir.extend({ nodes: z.array(z.string()).optional() }))
    .mutation(({ ctx, input, signal }) => ctx.services.facts.gather(input, signal)),
  fix: call
    .input(fleetNodeSchema.extend({ codes: z.array(z.string()).optional() }))
    .mutation(({ ctx, input }) => ctx.services.facts.fix(input)),
  watch: feed.subscription(({ ctx, input, signal }) => byRevision(ctx.services.facts.watch(input, live(signal)))),
});

const burnin = t.router({
  start: call.input(burninOrderSchema).mutation(({ ctx, input }) => ctx.services.burnin.start(input)),
  current: call.input(dir).query(({ ctx, input }) => ctx.services.burnin.current(input)),
  watch: feed.subscription(({ ctx, input, signal }) => byRevision(ctx.services.burnin.watch(input, live(signal)))),
  stop: call.input(dir).mutation(({ ctx, input }) => ctx.services.burnin.stop(input)),
  list: call.input(dir).query(({ ctx, input }) => ctx.services.burnin.list(input)),
  report: call.input(dir.extend({ id: z.string() })).query(({ ctx, input }) => ctx.services.burnin.report(input)),
  page: call.input(dir.extend({ id: z.string() })).query(({ ctx, input }) => ctx.services.burnin.page(input)),
});

/** Snapshots with their revision as the id of the event, so that a page that reloads resumes. */
async function* byRevision<T extends { readonly revision: number }>(snapshots: AsyncIterable<T>) {
  for await (const snapshot of snapshots) yield tracked(String(snapshot.revision), snapshot);
}

const materials = t.router({
  bill: call.input(dir).query(({ ctx, input }) => ctx.services.materials.bill(input)),
  csv: call.input(dir).query(({ ctx, input }) => ctx.services.materials.csv(input)),
  edit: call
    .input(dir.extend({ edits: z.array(planEditSchema).max(100) }))
    .mutation(({ ctx, input }) => ctx.services.materials.edit(input)),
});

const terminals = t.router({
  open: call.input(terminalOpenSchema).mutation(({ ctx, input }) => ctx.services.terminals.open(input)),
  write: call.input(terminalWriteSchema).mutation(({ ctx, input }) => ctx.services.terminals.write(input)),
  resize: call.input(terminalResizeSchema).mutation(({ ctx, input }) => ctx.services.terminals.resize(input)),
  close: call.input(terminalCloseSchema).mutation(({ ctx, input }) => ctx.services.terminals.close(input)),
  watch: call.input(terminalWatchSchema).subscription(async function* ({ ctx, input: { id, lastEventId }, signal }) {
    const after = Number(lastEventId ?? 0);
    const seen = Number.isSafeInteger(after) && after > 0 ? { after } : {};
    for await (const event of ctx.services.terminals.watch({ id, ...seen }, live(signal))) {
      yield tracked(String(event.position), event);
    }
  }),
});

const runs = t.router({
  start: call.input(runStartSchema).mutation(({ ctx, input }) => ctx.services.runs.start(input)),
  plan: call.input(runStartSchema).query(({ ctx, input, signal }) => ctx.services.runs.plan(input, signal)),
  current: call.input(dir).query(({ ctx, input }) => ctx.services.runs.current(input)),
  act: call.input(dir.extend({ act: runActSchema })).mutation(({ ctx, input }) => ctx.services.runs.act(input)),
  watch: feed.subscription(async function* ({ ctx, input, signal }) {
    for await (const { id, news } of toldOf(ctx.services.runs.watch(input, live(signal)))) yield tracked(id, news);
  }),
  log: call
    .input(dir.extend({ runId: z.string().max(100), step: stepIdSchema, offset: z.number().int().nonnegative() }))
    .query(({ ctx, input }) => ctx.services.runs.log(input)),
  lock: call.input(dir).query(({ ctx, input }) => ctx.services.runs.lock(input)),
  history: call.input(dir).query(({ ctx, input }) => ctx.services.runs.history(input)),
});

const cluster = t.router({
  choices: call.input(dir).query(({ ctx, input }) => ctx.services.cluster.choices(input)),
  exists: call.input(dir).query(({ ctx, input }) => ctx.services.cluster.exists(input)),
  watch: feed.subscription(({ ctx, input, signal }) => byRevision(ctx.services.cluster.watch(input, live(signal)))),
  kubeconfig: call.input(dir).query(({ ctx, input }) => ctx.services.cluster.kubeconfig(input)),
  merge: call.input(kubeconfigMergeSchema).mutation(({ ctx, input }) => ctx.services.cluster.merge(input)),
  unmerge: call.input(dir).mutation(({ ctx, input }) => ctx.services.cluster.unmerge(input)),
  kubectl: call.input(dir).query(({ ctx, input }) => ctx.services.cluster.kubectl(input)),
  fetchKubectl: call.input(dir).mutation(({ ctx, input }) => ctx.services.cluster.fetchKubectl(input)),
  tunnel: call.input(dir).query(({ ctx, input }) => ctx.services.cluster.tunnel(input)),
  openTunnel: call.input(dir).mutation(({ ctx, input }) => ctx.services.cluster.openTunnel(input)),
  closeTunnel: call.input(dir).mutation(({ ctx, input }) => ctx.services.cluster.closeTunnel(input)),
});

const questions = t.router({
  watch: call.subscription(({ ctx, signal }) => ctx.services.questions.watch(live(signal))),
  answer: call.input(questionAnswerSchema).mutation(({ ctx, input }) => ctx.services.questions.answer(input)),
  decline: call.input(questionSchema).mutation(({ ctx, input }) => ctx.services.questions.decline(input)),
  reopen: call.input(questionSchema).mutation(({ ctx, input }) => ctx.services.questions.reopen(input)),
});

const live = (signal: AbortSignal | undefined): AbortSignal => signal ?? new AbortController().signal;

/** The whole contract over a wire: one procedure for each function of {@link Services} that a page may call. */
export const appRouter = t.router({
  app,
  projects,
  catalogue,
  images,
  drives,
  cards,
  station,
  labels,
  fleet,
  facts,
  burnin,
  materials,
  terminals,
  runs,
  cluster,
  questions,
});
export type AppRouter = typeof appRouter;
