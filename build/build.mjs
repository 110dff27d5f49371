import { ensureBuilt } from './bundle.mjs';
import { ensureInstalled } from './install.mjs';

ensureInstalled();
await ensureBuilt();
