import { nodeFactsSchema, type NodeFacts } from '../../../contract/facts.ts';
import { clockFacts, type RoundTrip } from './clock.ts';
import { networkFacts } from './network.ts';
import { splitSections } from './sections.ts';
import { softwareFacts } from './software.ts';
import { storageFacts } from './storage.ts';
import { systemFacts } from './system.ts';

/** The output of {@link factsScript} as facts; what cannot be read is left out. Errors: `fleet/bad-answer`. */
export function parseFacts(output: string, trip: RoundTrip): NodeFacts {
  const sections = splitSections(output);
  return nodeFactsSchema.parse({
    ...systemFacts(sections),
    ...storageFacts(sections),
    ...networkFacts(sections),
    ...softwareFacts(sections),
    time: clockFacts(sections, trip),
  });
}
