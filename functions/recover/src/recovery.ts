import type { Log } from '@grocer/chassis/log';
import type { Database } from '@grocer/chassis/postgres';
import type { Queues } from '@grocer/chassis/queue';
import type { PaymentGateway } from '@grocer/orders/payments';

/** What recovering needs. */
export interface Recovery {
  readonly database: Database;
  readonly queues: Pick<Queues, 'send'>;
  readonly warehouseOrdersUrl: string;
  readonly gateway: Pick<PaymentGateway, 'authorise' | 'find' | 'capture' | 'cancel'>;
  readonly clock: () => Date;
  readonly log: Log;
  /** How long what a run has taken up is left to it. */
  readonly claimMs: number;
  /** An order that is not dispatched when its slot began so long ago is sent to the warehouse again, as often. */
  readonly silenceMs: number;
  /** No request to the gateway is under way for so long: what it does not have by then, it will never have. */
  readonly absenceFinalMs: number;
}
