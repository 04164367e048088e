import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'scripts/**/*.test.ts'],
    environment: 'node',
    // Nothing that a test loads keeps state that could tell: one load of the modules serves a worker's whole share of the files.
    isolate: false,
    maxWorkers: 2,
    // Generous: the whole run shares two cores with compiler and linter.
    testTimeout: 30_000,
  },
});
