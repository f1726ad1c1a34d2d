import { defineConfig } from 'vitest/config';

/** For `npm run faults`: the tests of the whole repository, the slow ones too. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['{apps,packages,scripts,bench,faults}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/build/**'],
    testTimeout: 30_000,
  },
});
