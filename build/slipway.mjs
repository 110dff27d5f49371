#!/usr/bin/env node
// `slipway` from a clone: builds what is stale, then is the built CLI.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './bundle.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';

ensureInstalled();
await ensureBuilt();
await import(pathToFileURL(join(root, 'dist/headless/cli.js')).href);
