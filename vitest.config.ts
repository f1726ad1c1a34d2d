import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{apps,packages,scripts,bench,faults}/**/*.test.ts'],
    // What is slow, or needs root or tools of the system, is for `npm run faults`.
    exclude: ['**/node_modules/**', '**/build/**', '**/*.slow.test.ts'],
    testTimeout: 30_000,
  },
});
