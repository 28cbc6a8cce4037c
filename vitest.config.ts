import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // graphql has no `exports`: without this, Vite would load its ESM build beside the CommonJS one that Node loads.
    alias: { graphql: 'graphql/index.js' },
  },
  test: {
    include: ['tests/{unit,api,web,e2e}/**/*.test.ts'],
    globalSetup: ['tests/support/database.ts'],
    reporters: ['default', './tests/support/count-reporter.ts'],
    // Timeouts are guards, not measurements: a busy machine must not fail a promise.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    server: { deps: { external: [/node_modules/] } },
  },
});
