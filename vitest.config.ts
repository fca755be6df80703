import {defineConfig} from 'vitest/config'

const oneFolder = 'test/support/one-temporary-folder.ts'

/** Retries stay off: they hide races. */
export default defineConfig({
  test: {
    // npm run coverage: a report, not a gate. Files that no test loads are in it, with 0 %.
    coverage: {provider: 'v8', include: ['src/**/*.ts'], reporter: ['text', 'html'], reportsDirectory: 'coverage'},
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/real/**', 'test/install/**'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          env: {TZ: 'UTC', NO_COLOR: '1'},
          globalSetup: oneFolder,
        },
      },
      {
        // npm run test:install, which makes what these install first.
        test: {
          name: 'install',
          include: ['test/install/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          env: {TZ: 'UTC', NO_COLOR: '1'},
          globalSetup: oneFolder,
        },
      },
      {
        // Real brokers take memory and both cores: one file after the other.
        test: {
          name: 'real',
          include: ['test/real/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          env: {TZ: 'UTC', NO_COLOR: '1'},
          globalSetup: oneFolder,
        },
      },
    ],
  },
})
