import { claimPort, LOOPBACK, portOf } from '../processes/ports.ts';
import { buildGatewayApp } from './gateway/app.ts';
import { createFaults } from './gateway/faults.ts';
import { createIdempotencyKeys } from './gateway/idempotency.ts';
import { createLedger } from './gateway/ledger.ts';
import { createOperations } from './gateway/operations.ts';
import { openState, transact } from './state.ts';

export interface GatewayOptions {
  readonly port: number;
  readonly host?: string;
  /** Where intents, the ledger and kept answers outlive a restart. */
  readonly stateDir?: string;
  readonly apiKey: string;
  /** A restricted key, which may read and do nothing else. */
  readonly readingKey?: string;
  /** How late `pm_card_slow` is answered: later than a client should wait. */
  readonly slowMilliseconds?: number;
  readonly clock?: () => Date;
}

export interface Gateway {
  readonly url: string;
  stop(): Promise<void>;
}

/** Stripe's PaymentIntents as far as a shop with manual capture needs them; `GET /ledger` lists the money that moved. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const {
    port,
    host = LOOPBACK,
    stateDir,
    apiKey,
    readingKey,
    slowMilliseconds = 15_000,
    clock = () => new Date(),
  } = options;
  const database = openState(stateDir, 'gateway');
  const ledger = createLedger(database);
  const faults = createFaults(slowMilliseconds);
  const app = buildGatewayApp({
    apiKey,
    readingKey,
    operations: createOperations(ledger, clock),
    keys: createIdempotencyKeys(database, clock),
    faults,
    entries: ledger.entries,
    transact: (work) => transact(database, work),
  });
  await claimPort(port, 'ESTATE_GATEWAY_PORT', () => app.listen({ host, port }));
  return {
    url: `http://localhost:${portOf(app.server)}`,
    stop: async () => {
      faults.stop();
      await app.close();
      database.close();
    },
  };
}
