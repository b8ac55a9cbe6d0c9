import { databaseSettings, queueSettings, Secret, vaultSettings } from '@grocer/chassis/config';
import { type Runtime, readWorkloadToken } from '@grocer/chassis/lifecycle';
import { createDatabase, type Database } from '@grocer/chassis/postgres';
import { createQueues, type Queues } from '@grocer/chassis/queue';
import { createVault } from '@grocer/chassis/vault';
import { type Static, type TObject, Type } from 'typebox';
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
};

/** What a deployable that works on orders is connected to. */
export interface Connections {
  readonly database: Database;
  readonly queues: Queues;
  readonly gateway: PaymentGateway;
}

/** Makes the connections, each of which opens on first use, and registers their end. */
export function connect(name: string, runtime: Runtime<Static<TObject<typeof connectionSettings>>>): Connections {
  const { config, log, onStop } = runtime;
  const vault = createVault({
    addr: config.vaultAddr,
    role: config.vaultRole,
    workloadToken: () => readWorkloadToken(config.workloadTokenFile),
    log,
  });
  onStop(() => vault.close());
  const database = createDatabase({
    url: config.databaseUrl,
    credentials: vault.databaseCredentials(config.vaultRole),
    max: config.databasePoolMax,
    applicationName: name,
    log,
  });
  onStop(() => database.end());
  const queues = createQueues({ endpoint: config.sqsEndpoint, region: config.awsRegion });
  onStop(() => queues.close());
  const gateway = createPaymentGateway({
    url: config.paymentGatewayUrl,
    apiKey: () => vault.secret(config.paymentGatewayKey),
    timeoutMs: config.paymentGatewayTimeoutMs,
  });
  return { database, queues, gateway };
}
