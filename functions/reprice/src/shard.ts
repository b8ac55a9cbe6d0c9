import { Rejection } from '@grocer/chassis/errors';
import type { Log } from '@grocer/chassis/log';
import { type Database, inTransaction } from '@grocer/chassis/postgres';
import { annotate } from '@grocer/chassis/telemetry/trace';
import type { ShardPlanned } from '@grocer/contracts/events';
import { decidePrice } from './domain/decide-price.ts';
import { readGoods, writePrices } from './store/prices.ts';
import { completeShard, lockShard, notifyRunClosed } from './store/shards.ts';

/** What pricing a shard works with. */
export interface ShardPricing {
  readonly database: Database;
  readonly log: Log;
  readonly clock: () => Date;
}

/**
 * Prices the SKUs of one shard, once however often its message comes; the last shard of a run closes it. A run that was given up
 * prices nothing any more: another one may have begun.
 */
export async function priceShard({ database, log, clock }: ShardPricing, { data }: ShardPlanned): Promise<void> {
  const { runId, shard, skus } = data;
  annotate({ 'grocer.reprice.run_id': runId, 'grocer.reprice.shard': shard });
  const now = clock();
  const status = await inTransaction(database, async (tx) => {
    const planned = await lockShard(tx, { runId, shard });
    if (!planned) throw new Rejection('not-found', `run ${runId} has no shard ${shard}`);
    if (planned.isDone) return 'done before';
    if (planned.runStatus !== 'open') throw givenUp(runId);
    const goods = await readGoods(tx, { runId, ...skus });
    const priced = goods.map(({ sku, ...one }) => ({ sku, decision: decidePrice(one) }));
    await writePrices(tx, { runId, shard, isScheduled: planned.trigger === 'schedule', now, priced });
    const status = await completeShard(tx, { runId, shard, now });
    if (!status) throw givenUp(runId);
    if (status === 'closed') await notifyRunClosed(tx, runId);
    return status;
  });
  if (status === 'closed') log.info({ runId }, 're-pricing run closed');
}

function givenUp(runId: string): Rejection {
  return new Rejection('precondition-failed', `run ${runId} is not open any more`);
}
