// A process of its own with many fake nodes: prints how they are reached as one line of JSON, and ends with its stdin.
import { testPublicKey } from '../fakes/ssh-keys.ts';
import { factsOutput, pi4Bookworm } from '../fakes/facts-output.ts';
import { startFakeNode, type FakeAnswer, type FakeCommand } from '../fakes/fake-node.ts';

const [count = '1', authorizedKey = testPublicKey] = process.argv.slice(2);
/** As much as a node says of itself. */
const said = 'facts=of a node\n'.repeat(512);
const facts = factsOutput(pi4Bookworm);
const answerTo = ({ argv, script }: FakeCommand): FakeAnswer => {
  if (argv[0] === 'sleep') return 'hang';
  return { stdout: script?.includes('slipway-facts') === true ? facts : said };
};
const nodes = await Promise.all(
  Array.from({ length: Number(count) }, () => startFakeNode({ authorizedKeys: [authorizedKey], answer: answerTo })),
);
process.stdout.write(`${JSON.stringify(nodes.map((node, index) => node.target(`pi${index}`)))}\n`);
process.stdin.resume().on('end', () => process.exit());
