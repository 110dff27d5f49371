/** A process of its own that fetches one image into a store, to be killed at any moment: DIR URL SHA256. */
import { entryFor, openTestStore } from './raw-images.ts';

const [dir = '', url = '', sha256] = process.argv.slice(2);
const store = await openTestStore(dir);
process.stdout.write('open\n');
await store.fetch(entryFor(url, { sha256 }), { signal: new AbortController().signal });
process.stdout.write('done\n');
