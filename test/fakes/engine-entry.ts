// An engine process for tests of the shell: the real wire, services that answer at once. `projects.recent` crashes it on purpose.
import { obeyShell, type ParentPort } from '../../electron/headless/engine-wire.ts';
import { stubFacts, stubServices } from './stub-services.ts';

declare const process: NodeJS.Process & { readonly parentPort: ParentPort };

const practice = process.argv.includes('--practice');
const services = stubServices({
  app: {
    facts: () => Promise.resolve({ ...stubFacts, shell: 'electron', practice }),
    diagnostics: () => Promise.resolve(JSON.stringify({ argv: process.argv.slice(2), node: process.env['SLIPWAY_NODE'] })),
  },
  projects: { recent: () => process.exit(9) },
});

obeyShell({
  parentPort: process.parentPort,
  engine: Promise.resolve({ services, close: () => Promise.resolve() }),
  exit: (code) => process.exit(code),
});
