import type { Runtime } from '@grocer/chassis/lifecycle';
import { connect } from '@grocer/orders/connections';
import type { Static } from 'typebox';
import type { Config } from './config.ts';
import { recover, type Summary } from './recover.ts';
import type { Recovery } from './recovery.ts';

/** Longer than a run lasts, so that two runs never hold the same work. */
const CLAIM_MS = 120_000;

/** Wires the handler to its connections; which host keeps the schedule is no matter here. */
export function start(runtime: Runtime<Static<typeof Config>>) {
  const { config, log } = runtime;
  const { database, gateway, queues } = connect(runtime);
  // The first connection is most of a cold start: it is made while the host has yet to invoke.
  void database.isReady();
  const recovery: Recovery = {
    database,
    gateway,
    queues,
    log,
    warehouseOrdersUrl: config.warehouseOrdersQueueUrl,
    clock: () => new Date(),
    claimMs: CLAIM_MS,
    absenceFinalMs: config.absenceFinalSeconds * 1000,
    silenceMs: config.silenceMinutes * 60_000,
  };
  return {
    async handle(): Promise<Summary> {
      const summary = await recover(recovery);
      log.info(summary, 'recovered');
      return summary;
    },
  };
}
