/** The page in a real Chromium against the real server. Each test starts what it needs, on loopback, on free ports. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'src',
  outputDir: 'results',
  fullyParallel: false,
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    // Assertions depend on words, not on the machine's language or zone.
    locale: 'en-GB',
    timezoneId: 'UTC',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
