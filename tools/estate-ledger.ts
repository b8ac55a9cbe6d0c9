import { join } from 'node:path';
import type { Log } from '@grocer/chassis/log';
import { createDatabase } from '@grocer/chassis/postgres';
import { createQueues } from '@grocer/chassis/queue';
import { parseSecretReference } from '@grocer/chassis/secret-reference';
import { createVault } from '@grocer/chassis/vault';
import { tokenFileIdentity } from '@grocer/chassis/workload-identity/token-file';
import { checkLedger, type LedgerReport } from '@grocer/orders/ledger';
import { readGatewayLedger } from '@grocer/orders/ledger/gateway-ledger';
import { reach } from './ask.ts';
import type { Endpoints } from './endpoints.ts';
import { report } from './run-tool.ts';

/** The checker of a running estate. It has an auditor's login, which ends when it is closed. */
export interface EstateLedger {
  check(): Promise<LedgerReport>;
  close(): Promise<void>;
}

const queueNames = ['warehouse-orders', 'warehouse-events'] as const;
const account = '000000000000';

/** Opens the checker of the estate in `folder`: what it may read, Vault says. */
export async function openEstateLedger(endpoints: Endpoints, folder: string): Promise<EstateLedger> {
  // A Vault that is gone is waited for, as by any deployable; a script asks once whether there is one.
  await reach(`${endpoints.vault}/v1/sys/health`);
  const vault = createVault({
    addr: endpoints.vault,
    role: 'auditor',
    identity: tokenFileIdentity(join(folder, 'tokens', 'auditor')),
    log,
  });
  const gatewayKey = vault.secret(parseSecretReference('vault:secret/payment-ledger#apiKey'));
  const database = createDatabase({
    url: endpoints.postgres,
    credentials: vault.databaseCredentials('auditor'),
    max: 1,
    applicationName: 'check-ledger',
    log,
  });
  const queues = createQueues({
    endpoint: endpoints.sqs,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const depth = (name: string) => queues.depth(`${endpoints.sqs}/${account}/${name}`);
  return {
    check: () =>
      checkLedger({
        database,
        readMovements: async () =>
          readGatewayLedger({
            url: endpoints.gateway,
            apiKey: await gatewayKey.current(),
          }),
        readQueues: () =>
          Promise.all(
            queueNames.map(async (name) => ({
              name,
              depth: await depth(name),
              deadLetters: await depth(`${name}-dlq`),
            })),
          ),
        clock: () => new Date(),
      }),
    async close() {
      await database.end();
      await queues.close();
      await vault.close();
    },
  };
}

const silent = () => undefined;
const tell = (...[, message]: unknown[]) => report(String(message));
const log: Log = { debug: silent, info: silent, warn: tell, error: tell };
