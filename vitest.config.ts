import { defineConfig } from 'vitest/config';

/** Needs a Docker engine and images: npm run test:integration. */
const integration = {
  test: {
    name: 'integration',
    include: ['test/integration/**/*.test.ts'],
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
};

// unit: beside the code, needs nothing. service: one deployable against real Postgres and queues. estate: black box.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{packages,services,functions,infra,tools}/**/src/**/*.test.ts',
            'appliance-shim/src/**/*.test.ts',
            'infra/local/**/*.test.ts',
            'tools/**/*.test.ts',
            'test/*.test.ts',
          ],
          exclude: ['**/node_modules/**', 'infra/local/test/**', 'tools/test/**'],
        },
      },
      {
        test: {
          name: 'service',
          include: [
            '{packages,services,functions}/*/test/**/*.test.ts',
            'appliance-shim/test/**/*.test.ts',
            'infra/local/test/**/*.test.ts',
            'test/{orders,identity,vault}/**/*.test.ts',
            'tools/test/**/*.test.ts',
          ],
          globalSetup: ['test/support/backing.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'estate',
          include: ['test/journeys/**/*.test.ts'],
          globalSetup: ['test/support/left-out.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      ...(process.env.INTEGRATION ? [integration] : []),
    ],
  },
});
