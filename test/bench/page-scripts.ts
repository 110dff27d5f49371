import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Gzipped size of each script of a built page, by the name of its file. */
export function scriptSizes(pageDir: string): ReadonlyMap<string, number> {
  const assets = join(pageDir, 'assets');
  const names = readdirSync(assets).filter((name) => name.endsWith('.js'));
  return new Map(names.map((name) => [name, gzipSync(readFileSync(join(assets, name))).length]));
}

/** Scripts that the first page loads: those named in index.html, and all that they import before anything is shown. */
export function firstScripts(pageDir: string): ReadonlySet<string> {
  const html = readFileSync(join(pageDir, 'index.html'), 'utf8');
  const first = new Set<string>();
  const follow = (name: string): void => {
    if (first.has(name)) return;
    first.add(name);
    for (const imported of staticImports(readFileSync(join(pageDir, 'assets', name), 'utf8'))) follow(imported);
  };
  for (const [, name = ''] of html.matchAll(/assets\/([^"]+\.js)"/g)) follow(name);
  return first;
}

/** `import … from "./x.js"` and `import "./x.js"`; a call of `import()` is for later. */
const staticImports = (code: string): readonly string[] =>
  [...code.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)].map(([, name = '']) => name);
