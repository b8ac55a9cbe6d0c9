import { Rejection } from '@grocer/chassis/errors';
import type { Log } from '@grocer/chassis/log';
import type { Delivery } from '@grocer/chassis/messages';
import { type Database, inTransaction, type Tx } from '@grocer/chassis/postgres';
import { annotate } from '@grocer/chassis/telemetry/trace';
import type { ShardPlanned } from '@grocer/contracts/events';
import type { RepriceRun } from '@grocer/contracts/pricing';
import { decidePrice } from './domain/decide-price.ts';
import { readGoods } from './store/goods.ts';
import { writePrices } from './store/prices.ts';
import { readRun } from './store/read-run.ts';
import { completeShard, lockShard, noteFailure, notifyRunClosed } from './store/shards.ts';

/** What pricing a shard works with. */
export interface ShardPricing {
  readonly database: Database;
  /** Sends what belongs to no run where a person will look at it. */
  readonly deadLetter: (body: string, reason: string) => Promise<void>;
  readonly log: Log;
  readonly clock: () => Date;
}

/**
 * Prices the SKUs of one shard, once however often its message comes; the last shard of a run closes it. A run that was given up
 * prices nothing any more: another one may have begun. A shard that no run has planned is dead-lettered.
 */
export async function priceShard(
  { database, deadLetter, log, clock }: ShardPricing,
  event: ShardPlanned,
  delivery: Delivery,
): Promise<void> {
  const { data } = event;
  const { runId, shard } = data;
  annotate({ 'grocer.reprice.run_id': runId, 'grocer.reprice.shard': shard });
  try {
    const status = await inTransaction(database, (tx) => priceOnce(tx, { ...data, clock, delivery }));
    if (status === 'closed') await tellSummary();
  } catch (error) {
    if (!(error instanceof Rejection)) await tellFailure(error);
    else if (error.code === 'not-found') await deadLetter(JSON.stringify(event), error.message);
    throw error;
  }

  /** The run is closed, whether or not its summary can be read now. */
  async function tellSummary(): Promise<void> {
    const run = await readRun(database, runId).catch(
      (err: unknown) => void log.warn({ err, runId }, 'cannot read the run'),
    );
    const { trigger, businessDate, shards, summary } = run ?? {};
    log.info({ runId, trigger, businessDate, shards, ...summary }, 're-pricing run closed');
  }

  /** For whoever looks at the run. The message comes back in any case, so this may fail as well. */
  async function tellFailure(error: unknown): Promise<void> {
    const failure = error instanceof Error ? error.message : String(error);
    await noteFailure(database, { runId, shard, failure }).catch((err: unknown) =>
      log.warn({ err, runId, shard }, 'the failure of a shard could not be noted'),
    );
  }
}

type Work = ShardPlanned['data'] & { readonly clock: () => Date; readonly delivery: Delivery };

async function priceOnce(tx: Tx, { runId, shard, skus, clock, delivery }: Work): Promise<RepriceRun['status']> {
  const planned = await lockShard(tx, { runId, shard });
  if (!planned) throw new Rejection('not-found', `run ${runId} has no shard ${shard}`);
  if (planned.isDone) return 'open';
  if (planned.runStatus !== 'open') throw givenUp(runId);
  const now = clock();
  const goods = await readGoods(tx, { runId, ...skus, businessDate: planned.businessDate, now });
  const priced = goods.map(({ sku, ...one }) => ({ sku, decision: decidePrice(one) }));
  await writePrices(tx, { runId, shard, skus, isScheduled: planned.trigger === 'schedule', now, priced });
  const status = await completeShard(tx, { runId, shard, now: clock(), delivery });
  if (!status) throw givenUp(runId);
  if (status === 'closed') await notifyRunClosed(tx, runId);
  return status;
}

function givenUp(runId: string): Rejection {
  return new Rejection('precondition-failed', `run ${runId} is not open any more`);
}
