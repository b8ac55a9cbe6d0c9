import { databaseSettings, guardSettings, queueSettings, Secret, vaultSettings } from '@grocer/chassis/config';
import { connectDatabase, connectQueues } from '@grocer/chassis/connections';
import { createGuard } from '@grocer/chassis/guard';
import type { Runtime } from '@grocer/chassis/lifecycle';
import type { Database } from '@grocer/chassis/postgres';
import type { Queues } from '@grocer/chassis/queue';
import type { Vault } from '@grocer/chassis/vault';
import { type Static, type TObject, Type } from 'typebox';
import { isGatewayTrouble } from './payment-outcomes.ts';
import { createPaymentGateway, type PaymentGateway } from './payments.ts';

/** Settings of a deployable that works on orders: where the database, Vault, the queues and the card gateway are. */
export const connectionSettings = {
  ...databaseSettings,
  ...vaultSettings,
  ...queueSettings,
  paymentGatewayUrl: Type.String({ description: "the card gateway's address", pattern: '^https?://' }),
  paymentGatewayKey: Secret("reference to the card gateway's key"),
  paymentGatewayTimeoutMs: Type.Integer({
    description: 'how long the card gateway may take; later its answer is unknown',
    minimum: 100,
    maximum: 25_000,
  }),
  ...guardSettings,
};

/** What a deployable that works on orders is connected to. */
export interface Connections {
  readonly database: Database;
  readonly vault: Vault;
  readonly queues: Queues;
  readonly gateway: PaymentGateway;
}

/** Makes the connections, each of which opens on first use, and registers their end. */
export function connect(runtime: Runtime<Static<TObject<typeof connectionSettings>>>): Connections {
  const { config } = runtime;
  const { database, vault } = connectDatabase(runtime, { isPrepared: true });
  const gatewayKey = vault.secret(config.paymentGatewayKey);
  const gateway = createPaymentGateway({
    url: config.paymentGatewayUrl,
    apiKey: (refused) => (refused === undefined ? gatewayKey.current() : gatewayKey.currentAfter(refused)),
    timeoutMs: config.paymentGatewayTimeoutMs,
    guard: createGuard({ ...config, dependency: 'payment-gateway', isTrouble: isGatewayTrouble, log: runtime.log }),
  });
  return { database, vault, queues: connectQueues(runtime), gateway };
}
