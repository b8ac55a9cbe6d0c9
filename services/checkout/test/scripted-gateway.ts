import { newId } from '@grocer/chassis/ids';
import type { Authorisation } from '@grocer/orders/payment-outcomes';
import type { PaymentGateway } from '@grocer/orders/payments';

/** A gateway that does as told, and counts what it was asked. */
export interface ScriptedGateway extends PaymentGateway {
  /** The orders for which a hold was asked. */
  readonly authorised: string[];
  /** The intents that were let go. */
  readonly cancelled: string[];
  /** What the next authorisations wait for, and what comes of them. */
  script: (order: { id: string; totalMinor: number }) => Promise<Authorisation> | Authorisation;
}

export function scriptedGateway(): ScriptedGateway {
  const gateway: ScriptedGateway = {
    authorised: [],
    cancelled: [],
    script: grant,
    async authorise(order) {
      gateway.authorised.push(order.id);
      return gateway.script(order);
    },
    find: async () => ({ kind: 'none' }),
    capture: async (_, amountMinor) => ({ kind: 'captured', amountMinor }),
    async cancel(intent) {
      gateway.cancelled.push(intent);
      return { kind: 'voided' };
    },
    warmUp: async () => {},
  };
  return gateway;
}

export function grant({ totalMinor }: { totalMinor: number }): Authorisation {
  const hold = { intent: `pi_${newId()}`, amountMinor: totalMinor, captureBefore: new Date(Date.now() + 6e8) };
  return { kind: 'authorised', hold };
}
