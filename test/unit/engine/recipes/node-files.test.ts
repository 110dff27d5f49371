import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesInput, fileSums, listMissing, putFiles } from '../../../../electron/engine/recipes/node-files.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

const shell = (text: string, input: string): string => execFileSync('sh', ['-euc', text], { input, encoding: 'utf8' });
const missing = (input: string): string => shell(`${listMissing}printf '%s' "$missing"`, input).trim();

describe('files that a recipe keeps on a node', () => {
  it('arrive byte for byte with their mode, folders made, and are then not missing', () => {
    const dir = tempFolder();
    const files = [
      { path: join(dir, 'deep/er/one.conf'), mode: '0600', content: "it's $HOME `id` \\n\n\ttab\n" },
      { path: join(dir, 'empty'), mode: '0644', content: '' },
      { path: join(dir, 'two'), mode: '0755', content: 'ä\n' },
    ];
    expect(missing(fileSums(files)).split(' ')).toEqual(files.map(({ path }) => path));
    shell(putFiles, filesInput(files));
    for (const { path, mode, content } of files) {
      expect(readFileSync(path, 'utf8')).toBe(content);
      expect((statSync(path).mode & 0o777).toString(8).padStart(4, '0')).toBe(mode);
    }
    expect(missing(fileSums(files))).toBe('');
  });

  it('are missing when they differ, and replaced even when they were read-only', () => {
    const dir = tempFolder();
    const path = join(dir, 'file');
    mkdirSync(dir, { recursive: true });
    writeFileSync(path, 'old');
    chmodSync(path, 0o400);
    const files = [{ path, mode: '0644', content: 'new' }];
    expect(missing(fileSums(files))).toBe(path);
    shell(putFiles, filesInput(files));
    expect(readFileSync(path, 'utf8')).toBe('new');
  });
});
