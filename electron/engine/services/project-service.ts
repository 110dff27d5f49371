import { homedir } from 'node:os';
import { join } from 'node:path';
import { SlipwayError } from '../../contract/errors.ts';
import { hasErrors, type Finding } from '../../contract/finding.ts';
import type { ClusterNode, Plan, PlanEdit, ResolvedPlan } from '../../contract/plan.ts';
import type { ProjectService, ProjectState } from '../../contract/services.ts';
import { checkPlan } from '../plan/check.ts';
import { nodesFromCsv, planToCsv } from '../plan/csv.ts';
import { editPlanText } from '../plan/edit.ts';
import { newPlanText } from '../plan/new-plan.ts';
import { parsePlan, withLines } from '../plan/parse.ts';
import { resolvePlan } from '../plan/resolve.ts';
import { createProjectFolder, readPlanText, savePlanText } from '../project/folder.ts';
import { readJournal } from '../project/journal.ts';
import { readUserPublicKeys } from '../project/public-keys.ts';
import { forgetRecent, readRecent, rememberRecent } from '../project/recent.ts';
import { readSecrets, writeSecrets } from '../project/secrets.ts';
import type { CatalogueRoom } from './catalogue-service.ts';
import type { Log } from './log.ts';
import { withAuthority } from './mirror-authority.ts';

interface ProjectOptions {
  readonly dataDir: string;
  readonly catalogue: CatalogueRoom;
  readonly log: Log;
}

export interface ProjectRoom {
  readonly service: ProjectService;
  /** The plan, ready to be carried out, with the certificates of an own CA themselves. Errors: `plan/has-errors` naming the first of them, `plan/bad-ca`. */
  soundPlan(dir: string): Promise<ResolvedPlan>;
  /** Its mirrors alone, for a plan that need not be ready yet; none where it cannot be read. Errors: `plan/bad-ca`. */
  mirrors(dir: string): Promise<Plan['mirrors']>;
}

interface Judgement {
  readonly plan?: ResolvedPlan;
  readonly findings: readonly Finding[];
}

export function createProjectService({ dataDir, catalogue, log }: ProjectOptions): ProjectRoom {
  const judge = async (text: string): Promise<Judgement> => {
    const { plan, findings } = parsePlan(text);
    if (plan === undefined) return { findings };
    const rules = checkPlan(plan, await catalogue.knowledge());
    return { plan: resolvePlan(plan), findings: [...findings, ...withLines(text, rules)] };
  };

  const stateOf = async (dir: string): Promise<ProjectState> => {
    const { text, revision } = await readPlanText(dir);
    const secrets = await readSecrets(dir);
    return {
      dir,
      text,
      revision,
      ...(await judge(text)),
      secrets: { password: secrets.passwordHash !== undefined, wifiKey: secrets.wifiKey !== undefined },
    };
  };

  const save = async (dir: string, revision: string, text: string): Promise<ProjectState> => {
    await savePlanText({ dir, revision, text });
    return stateOf(dir);
  };

  const change = async (dir: string, revision: string, edits: readonly PlanEdit[]): Promise<ProjectState> => {
    const { text } = await readPlanText(dir);
    return save(dir, revision, editPlanText(text, edits));
  };

  const remember = async (state: ProjectState): Promise<ProjectState> => {
    const { name = '', nodes = [] } = state.plan ?? {};
    await rememberRecent(dataDir, { dir: state.dir, name, nodes: nodes.length });
    return state;
  };

  const service: ProjectService = {
    recent: async () =>
      Promise.all((await readRecent(dataDir)).map(async (project) => ({ ...project, cardsDone: await cardsDone(project.dir) }))),
    forget: ({ dir }) => forgetRecent(dataDir, dir),
    create: async ({ dir, plan, practice }) => {
      await createProjectFolder({ dir, text: newPlanText(practice ? { ...plan, image: 'practice' } : plan) });
      log.info({ dir, practice }, 'made a project');
      return remember(await stateOf(dir));
    },
    open: async ({ dir }) => remember(await stateOf(dir)),
    edit: ({ dir, revision, edits }) => change(dir, revision, edits),
    save: ({ dir, revision, text }) => save(dir, revision, text),
    check: ({ text }) => judge(text),
    setSecrets: async ({ dir, password, wifiKey }) => {
      const { passwordHash, wifiKey: key } = await writeSecrets(dir, { password, wifiKey });
      return { password: passwordHash !== undefined, wifiKey: key !== undefined };
    },
    exportCsv: async ({ dir }) => planToCsv((await requirePlan(await stateOf(dir))).plan),
    importCsv: ({ dir, revision, csv }) => change(dir, revision, [{ op: 'set', path: ['nodes'], value: [...nodesFromCsv(csv)] }]),
    publicKeys: () => readUserPublicKeys(join(homedir(), '.ssh')),
  };

  const soundPlan = async (dir: string): Promise<ResolvedPlan> => {
    const { plan, findings } = await requirePlan(await stateOf(dir));
    if (hasErrors(findings)) throw new SlipwayError('plan/has-errors', firstError(findings));
    return { ...plan, mirrors: await withAuthority(dir, plan.mirrors) };
  };
  const mirrors = async (dir: string): Promise<Plan['mirrors']> => withAuthority(dir, (await stateOf(dir)).plan?.mirrors ?? {});
  return { service, soundPlan, mirrors };
}

function requirePlan(state: ProjectState): Promise<ProjectState & { readonly plan: ResolvedPlan }> {
  const { plan } = state;
  if (plan === undefined) throw new SlipwayError('plan/has-errors', firstError(state.findings));
  return Promise.resolve({ ...state, plan });
}

const firstError = (findings: readonly Finding[]): string => findings.find(({ severity }) => severity === 'error')?.message ?? '';

/** How many nodes have a finished card, by the journal; a project that cannot be read counts none. */
async function cardsDone(dir: string): Promise<number> {
  const events = await readJournal(dir).catch(() => []);
  return new Set(events.flatMap((event) => (event.type === 'card-done' ? [event.node] : []))).size;
}

/** The node of this name. Errors: `plan/unknown-node`. */
export function nodeNamed(plan: ResolvedPlan, name: string): ClusterNode {
  const node = plan.nodes.find((candidate) => candidate.name === name);
  if (node === undefined) throw new SlipwayError('plan/unknown-node', name);
  return node;
}
