import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  // One lab, one test at a time; building its images takes minutes the first time.
  test: { include: ['test/lab/**/*.test.ts'], testTimeout: 900_000, hookTimeout: 900_000, fileParallelism: false },
});
