import { defineConfig } from 'vitest/config';
import { messagesPlugin } from './web/locales/compile.ts';

/** Browsers that were seen not to mind a second one beside them, on a busy machine as well. */
const browsers =
  'event-source|examples|graphiql|web-api|web-organize|web-persisted|web-search|web-settings|web-sign-in';

/** Whole programs, other browsers, and what is measured against the clock: one file at a time. */
const alone = [
  `tests/e2e/!(${browsers}).test.ts`,
  'tests/api/{guarantees,slow-readers,database-loss}.test.ts',
];

export default defineConfig({
  plugins: [messagesPlugin()],
  resolve: {
    // graphql has no `exports`: without this, Vite would load its ESM build beside the CommonJS one that Node loads.
    alias: { graphql: 'graphql/index.js' },
  },
  test: {
    globalSetup: ['tests/support/database.ts'],
    reporters: ['default', './tests/support/count-reporter.ts'],
    // Timeouts are guards, not measurements: a busy machine must not fail a promise.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // On a shared machine a clock may run late once; twice in a row is a defect.
    retry: process.env.CI ? 1 : 0,
    pool: 'forks',
    server: { deps: { external: [/node_modules/] } },
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['tests/{unit,api}/**/*.test.ts', `tests/e2e/@(${browsers}).test.ts`],
          exclude: alone,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: alone, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
