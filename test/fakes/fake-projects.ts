/* eslint-disable @typescript-eslint/require-await -- memory answers at once, through the promises of the real services. */
import { createHash } from 'node:crypto';
import { isMap, isSeq, parseDocument, type Document } from 'yaml';
import { SlipwayError } from '../../electron/contract/errors.ts';
import type { Finding } from '../../electron/contract/finding.ts';
import { planSchema, type PlanEdit, type ResolvedPlan } from '../../electron/contract/plan.ts';
import type { ProjectService, ProjectState, RecentProject } from '../../electron/contract/services.ts';
import { resolvePlan } from '../../electron/engine/plan/resolve.ts';

interface FakeProject {
  text: string;
  secrets: { password: boolean; wifiKey: boolean };
}

export interface FakeProjects {
  readonly service: ProjectService;
  /** Changes cluster.yaml behind the page's back, as an editor would. */
  overwrite(dir: string, change: (text: string) => string): void;
  put(dir: string, text: string): void;
  plan(dir: string): ResolvedPlan;
}

const revisionOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Projects in memory, with a handful of rules: enough of each kind of finding for the page to show. */
export function fakeProjects(): FakeProjects {
  const projects = new Map<string, FakeProject>();

  const find = (dir: string): FakeProject => {
    const project = projects.get(dir);
    if (project === undefined) throw new SlipwayError('project/not-found', dir);
    return project;
  };
  const stateOf = (dir: string): ProjectState => {
    const { text, secrets } = find(dir);
    return { dir, text, revision: revisionOf(text), secrets: { ...secrets }, ...judge(text) };
  };
  const replace = (dir: string, revision: string, text: string): ProjectState => {
    const project = find(dir);
    if (revisionOf(project.text) !== revision) throw new SlipwayError('project/changed', dir);
    project.text = text;
    return stateOf(dir);
  };
  const put = (dir: string, text: string): void => void projects.set(dir, { text, secrets: { password: false, wifiKey: false } });

  const service: ProjectService = {
    recent: () => Promise.resolve([...projects.keys()].map((dir) => recentOf(stateOf(dir)))),
    forget: async ({ dir }) => void projects.delete(dir),
    create: async ({ dir, plan, practice }) => {
      if (projects.has(dir)) throw new SlipwayError('project/exists', dir);
      put(dir, newText({ ...plan, ...(practice ? { image: 'practice' } : {}) }));
      return stateOf(dir);
    },
    open: async ({ dir }) => stateOf(dir),
    edit: async ({ dir, revision, edits }) => replace(dir, revision, edited(find(dir).text, edits)),
    save: async ({ dir, revision, text }) => replace(dir, revision, text),
    check: async ({ text }) => judge(text),
    setSecrets: async ({ dir, password, wifiKey }) => {
      const { secrets } = find(dir);
      if (wifiKey !== undefined && wifiKey !== '' && wifiKey.length < 8) throw new SlipwayError('plan/bad-secret');
      if (password !== undefined) secrets.password = password !== '';
      if (wifiKey !== undefined) secrets.wifiKey = wifiKey !== '';
      return { ...secrets };
    },
    exportCsv: async ({ dir }) =>
      [
        'name,role,board,address,image',
        ...(stateOf(dir).plan?.nodes ?? []).map((node) => [node.name, node.role, node.board, node.address ?? '', ''].join(',')),
      ].join('\n'),
    importCsv: async ({ dir, revision, csv }) =>
      replace(dir, revision, edited(find(dir).text, [{ op: 'set', path: ['nodes'], value: rowsOf(csv) }])),
    publicKeys: async () => [{ path: '/home/me/.ssh/id_ed25519.pub', key: `ssh-ed25519 ${'A'.repeat(64)} me@desk` }],
  };
  const plan = (dir: string): ResolvedPlan => {
    const { plan: resolved } = stateOf(dir);
    if (resolved === undefined) throw new SlipwayError('plan/has-errors', dir);
    return resolved;
  };
  return { service, put, plan, overwrite: (dir, change) => void (find(dir).text = change(find(dir).text)) };
}

const recentOf = ({ dir, plan }: ProjectState): RecentProject => ({
  dir,
  name: plan?.name ?? dir,
  nodes: plan?.nodes.length ?? 0,
  openedAt: '2026-11-20T10:00:00.000Z',
  available: true,
  cardsDone: 0,
});

function newText(plan: {
  name: string;
  nodes: string;
  board: string;
  image?: string | undefined;
  authorizedKeys: string[];
}): string {
  const [, stem = '', from = '01', to = '03'] = /^(.*)\[(\d+)-(\d+)\]$/.exec(plan.nodes) ?? [];
  const rest = String(Number(from) + 1).padStart(from.length, '0');
  return [
    `# The cluster ${plan.name}`,
    'apiVersion: slipway/v1',
    'kind: Cluster',
    `name: ${plan.name}`,
    `login: { authorizedKeys: [${plan.authorizedKeys.map((key) => JSON.stringify(key)).join(', ')}] }`,
    ...(plan.image === undefined ? [] : [`image: ${plan.image}`]),
    'nodes:',
    `  - { name: ${stem}${from}, role: control-plane, board: ${plan.board} } # the first`,
    `  - { name: "${stem}[${rest}-${to}]", role: worker, board: ${plan.board} }`,
    '',
  ].join('\n');
}

function edited(text: string, edits: readonly PlanEdit[]): string {
  const document = parseDocument(text);
  for (const edit of edits) applyEdit(document, edit);
  return document.toString();
}

function applyEdit(document: Document, edit: PlanEdit): void {
  switch (edit.op) {
    case 'set':
      document.setIn(edit.path, document.createNode(edit.value));
      return;
    case 'remove':
      document.deleteIn(edit.path);
      return;
    case 'insert': {
      const list = document.getIn(edit.path);
      if (isSeq(list)) list.items.splice(edit.index, 0, document.createNode(edit.value, { flow: true }));
      else document.setIn(edit.path, document.createNode([edit.value]));
    }
  }
}

function judge(text: string): Pick<ProjectState, 'plan' | 'findings'> {
  const document = parseDocument(text);
  const broken = document.errors[0];
  if (broken !== undefined || !isMap(document.contents)) {
    const message = broken?.message.split('\n')[0] ?? 'The file is not a plan.';
    return { findings: [{ code: 'yaml', path: [], severity: 'error', message, line: broken?.linePos?.[0].line ?? 1 }] };
  }
  const parsed = planSchema.safeParse(document.toJS());
  if (!parsed.success) {
    const findings = parsed.error.issues.map(({ path, message }): Finding => ({
      code: 'shape',
      path: path.map((part) => (typeof part === 'number' ? part : String(part))),
      severity: 'error',
      message,
    }));
    return { findings };
  }
  const plan = resolvePlan(parsed.data);
  return { plan, findings: rules(plan) };
}

function rules(plan: ResolvedPlan): Finding[] {
  return [
    ...plan.nodes.flatMap((node): Finding[] =>
      /^[a-z0-9-]+$/.test(node.name)
        ? []
        : [
            {
              code: 'name-not-rfc1123',
              path: ['nodes', node.entry, 'name'],
              severity: 'error',
              message: `“${node.name}” is no host name: use lower-case letters, digits and hyphens.`,
              fix: {
                text: `Call it ${node.name.toLowerCase()}.`,
                edits: [{ op: 'set', path: ['nodes', node.entry, 'name'], value: node.name.toLowerCase() }],
              },
            },
          ],
    ),
    ...(plan.image === undefined
      ? [
          {
            code: 'no-image',
            path: ['image'],
            severity: 'warning',
            message: 'No system is chosen yet.',
            fix: { text: 'Choose one on the Images page.' },
          } as const,
        ]
      : []),
    ...(plan.nodes.some(({ role }) => role === 'control-plane')
      ? []
      : [
          {
            code: 'no-control-plane',
            path: ['nodes'],
            severity: 'error',
            message: 'No node is a control plane.',
            fix: { text: 'Make one of them the control plane.' },
          } as const,
        ]),
    ...(plan.locale.timezone === 'Etc/UTC'
      ? [
          {
            code: 'timezone-utc',
            path: ['locale', 'timezone'],
            severity: 'advice',
            message: 'The clocks will show UTC.',
            fix: { text: 'Set the time zone of the place where the cluster stands.' },
          } as const,
        ]
      : []),
  ];
}

function rowsOf(csv: string): Record<string, string>[] {
  const [head = '', ...rows] = csv.trim().split(/\r?\n/);
  const columns = head.split(',');
  if (!columns.includes('name')) throw new SlipwayError('plan/bad-csv', 'Line 1 has no column “name”.');
  return rows.map((row) =>
    Object.fromEntries(row.split(',').flatMap((cell, index) => (cell === '' ? [] : [[columns[index] ?? '', cell]]))),
  );
}
