// fauxqs exports neither its stores nor its persistence, and its own `startFauxqs` binds 0.0.0.0: they are loaded by path,
// from the version that the catalog pins.
import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { buildApp } from 'fauxqs';

type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;
type Make<T, Arguments extends unknown[] = []> = new (...options: Arguments) => T;

export type SqsStore = Stores['sqsStore'];

const { SqsStore }: { SqsStore: Make<SqsStore> } = await importBesideFauxqs('sqs/sqsStore.js');
const { SnsStore }: { SnsStore: Make<Stores['snsStore']> } = await importBesideFauxqs('sns/snsStore.js');
const { S3Store }: { S3Store: Make<Stores['s3Store']> } = await importBesideFauxqs('s3/s3Store.js');
const { PersistenceManager }: { PersistenceManager: Make<NonNullable<SqsStore['persistence']>, [stateDir: string]> } =
  await importBesideFauxqs('persistence.js');

/** Empty stores, whose queue URLs carry the host that the client asked. */
export function createStores(): Stores {
  return { sqsStore: Object.assign(new SqsStore(), { host: '' }), snsStore: new SnsStore(), s3Store: new S3Store() };
}

/** Loads the queues and messages kept in `stateDir`, and from then on keeps every change there. */
export function restoreMessages({ sqsStore, snsStore, s3Store }: Stores, stateDir: string): { close(): void } {
  const messages = new DurableMessages(stateDir);
  // Loading first, attaching after: storing a queue again would delete its messages.
  messages.load(sqsStore, snsStore, s3Store);
  sqsStore.persistence = messages;
  for (const queue of sqsStore.allQueues()) queue.persistence = messages;
  return messages;
}

/** Mends fauxqs 2.4.1, which loses a message made visible at once: it writes null where its own table forbids it. */
class DurableMessages extends PersistenceManager {
  readonly #database: DatabaseSync;
  readonly #makeVisible: StatementSync;

  constructor(stateDir: string) {
    super(stateDir);
    // As openState does, for the same reason; the setting belongs to a connection, and fauxqs's own is private.
    const connection: unknown = Reflect.get(this, 'db');
    if (connection instanceof DatabaseSync) connection.exec('pragma synchronous = normal');
    this.#database = new DatabaseSync(join(stateDir, 'fauxqs.db'));
    this.#makeVisible = this.#database.prepare(
      'update sqs_messages set receipt_handle = null, visibility_deadline = null where message_id = ?',
    );
  }

  override updateMessageReady(messageId: string): void {
    this.#makeVisible.run(messageId);
  }

  override close(): void {
    this.#database.close();
    super.close();
  }
}

function importBesideFauxqs(file: string) {
  // Not import.meta.resolve, which vitest's main process does not have.
  const manifest = pathToFileURL(findPackageJSON('fauxqs', import.meta.url) ?? '');
  return import(new URL(`dist/${file}`, manifest).href);
}
