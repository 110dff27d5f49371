// A process of its own with many fake nodes: prints how they are reached as one line of JSON, and ends with its stdin.
import { testPublicKey } from '../fakes/ssh-keys.ts';
import { startFakeNode } from '../fakes/fake-node.ts';

const [count = '1', authorizedKey = testPublicKey] = process.argv.slice(2);
/** As much as a node says of itself. */
const said = 'facts=of a node\n'.repeat(512);
const nodes = await Promise.all(
  Array.from({ length: Number(count) }, () =>
    startFakeNode({ authorizedKeys: [authorizedKey], answer: ({ argv }) => (argv[0] === 'sleep' ? 'hang' : { stdout: said }) }),
  ),
);
process.stdout.write(`${JSON.stringify(nodes.map((node, index) => node.target(`pi${index}`)))}\n`);
process.stdin.resume().on('end', () => process.exit());
