import type { Runtime } from '@grocer/chassis/lifecycle';
import { WarehouseEvent } from '@grocer/contracts/events';
import { connect } from '@grocer/orders/connections';
import { type Static, Type } from 'typebox';
import type { Config } from './config.ts';
import { namesOnlyGtins } from './domain/reported-skus.ts';
import { fulfil } from './fulfil.ts';
import type { Fulfilment } from './workflows/apply-once.ts';

const Reports = Type.Refine(WarehouseEvent, namesOnlyGtins, () => 'a SKU is no GTIN');

/** After a capture or a void has had its time, with a margin, recover may take what is open of it. */
const SETTLE_MARGIN_MS = 20_000;

/** Wires the handler to its connections; which host feeds it the queue is no matter here. */
export function start(runtime: Runtime<Static<typeof Config>>) {
  const { config, log } = runtime;
  const { database, gateway, queues } = connect(runtime);
  // The first connection is most of a cold start: it is made while the host has yet to hand over a batch.
  void database.isReady().then(() => gateway.warmUp());
  const settleAfterMs = config.paymentGatewayTimeoutMs + SETTLE_MARGIN_MS;
  const fulfilment: Fulfilment = {
    database,
    gateway,
    log,
    clock: () => new Date(),
    settleAfter: (now) => new Date(now.getTime() + settleAfterMs),
  };
  const handle = (event: WarehouseEvent) => fulfil(fulfilment, event);
  return { schema: Reports, handle, queues, dlqUrl: config.warehouseEventsDlqUrl, log };
}
