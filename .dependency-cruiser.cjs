/** The table of design §3 as rules. Each room names the doors it may use; everything else is a wall. */
const room = (name, ...doors) => ({
  name: `room-${name.replaceAll('/', '-')}`,
  comment: `${name} may import only: ${[name, ...doors].join(', ')}. Pass what else it needs as an argument.`,
  severity: 'error',
  from: { path: `^${name}/` },
  to: { path: '^(electron|renderer|test|build)/', pathNot: [name, ...doors].map((door) => `^${door}`) },
});

const contract = 'electron/contract/';
const disk = 'electron/disk/';
const files = 'electron/files/';
const engine = (name) => `electron/engine/${name}`;

module.exports = {
  forbidden: [
    room('electron/contract'),
    room('electron/disk', contract),
    room('electron/files', contract),
    room(engine('plan'), contract),
    room(engine('catalogue'), contract, files),
    room(engine('images'), contract, disk, files, engine('catalogue/')),
    room(engine('firstboot'), contract, engine('plan/')),
    room(engine('flash'), contract),
    room(engine('cards'), contract, disk, engine('images/'), engine('firstboot/')),
    room(engine('fleet'), contract, engine('plan/')),
    room(engine('runbook'), contract),
    room(engine('recipes'), contract, engine('plan/'), engine('catalogue/'), engine('runbook/'), engine('fleet/')),
    room(engine('project'), contract, files),
    room(engine('artifacts'), contract, files, engine('images/')),
    room(engine('cluster'), contract),
    room(engine('services'), contract, disk, files, 'electron/engine/'),
    room('electron/writer', contract, disk, files),
    room('electron/main', contract),
    room('electron/preload', contract),
    room('electron/headless', contract, engine('server.ts'), engine('planning.ts')),
    room('renderer', contract),
    {
      name: 'contract-knows-zod-only',
      comment: 'The contract is words: zod for schemas, and @trpc/server in router.ts alone.',
      severity: 'error',
      from: { path: '^electron/contract/', pathNot: '^electron/contract/router.ts' },
      to: { path: '^node_modules|node:', pathNot: '^node_modules/zod' },
    },
    {
      name: 'electron-only-in-the-shell',
      comment: 'Only electron/main and electron/preload may import electron; the engine runs under plain Node too.',
      severity: 'error',
      from: { path: '^(electron|renderer)/', pathNot: '^electron/(main|preload)/' },
      to: { path: '^node_modules/electron/' },
    },
    {
      name: 'page-has-no-node',
      comment: 'The page is sandboxed: ask the engine through the contract instead.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'page-takes-types-only',
      comment: 'Zod and tRPC server would land in the bundle: import types, or the error table.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^electron/contract/', pathNot: '^electron/contract/errors.ts', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'product-needs-no-tests',
      comment: 'Nothing that ships may import from test/ or build/.',
      severity: 'error',
      from: { path: '^(electron|renderer)/' },
      to: { path: '^(test|build)/' },
    },
    { name: 'no-cycles', comment: 'Data flows one way (design §2).', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types'],
    },
    reporterOptions: { dot: { collapsePattern: '^(electron/engine/[^/]+|electron/[^/]+|renderer)/' } },
  },
};
