import { Rejection } from '@grocer/chassis/errors';
import { cancelOwnOrder } from '../../../services/checkout/src/workflows/cancel-order.ts';
import type { placeOrder } from '../../../services/checkout/src/workflows/place-order.ts';
import { type Process, startProcess } from './process.ts';
import { answerLost, declined, type Placed, paid, placed, placing, type Scenario, voided } from './scenario.ts';

type Place = (process: Process) => ReturnType<typeof placeOrder>;

function placeScenario(
  name: string,
  ends: string,
  { card = 'pm_card_visa', status = 201, isImpatient = false }: PlaceScenario = {},
): Scenario {
  return {
    name,
    ends,
    async prepare(shop) {
      const { customer, place } = await placing(shop, card);
      return {
        customer,
        act: place,
        ...(isImpatient && { meanwhile: () => askAgain(place) }),
        afterwards: () => place(startProcess()),
        finally: () => expectAnswer(place, status),
      };
    },
  };
}

interface PlaceScenario {
  readonly card?: string;
  /** How a retry is answered in the end. */
  readonly status?: number;
  /** True when the customer does not wait to ask again. */
  readonly isImpatient?: boolean;
}

/** A retry while the first request may still seem to run. */
async function askAgain(place: Place): Promise<void> {
  try {
    await place(startProcess());
  } catch (error) {
    if (!(error instanceof Rejection && error.code === 'request-in-progress')) throw error;
  }
}

/** The answer to a retry, which must be this one, and the same each time. */
async function expectAnswer(place: Place, status: number): Promise<void> {
  const answer = await place(startProcess());
  if (answer.status !== status) throw new Error(`the retry is answered ${answer.status}, not ${status}`);
  const again = await place(startProcess());
  if (again.body !== answer.body) throw new Error('another retry is answered differently');
}

function cancelScenario(name: string, ends: string, how: Placed = {}): Scenario {
  return {
    name,
    ends,
    async prepare(shop) {
      const { id, customer } = await placed(shop, how);
      const cancel = (process: Process) => cancelOwnOrder(shop.checkoutIn(process), id, customer);
      return { customer, act: cancel, meanwhile: () => cancel(startProcess()) };
    },
  };
}

export const customerScenarios: readonly Scenario[] = [
  placeScenario('place', paid),
  placeScenario('place, asked again at once', paid, { isImpatient: true }),
  placeScenario('place, the card declined', declined, { card: 'pm_card_chargeDeclined', status: 402 }),
  placeScenario("place, the gateway's answer lost", paid, { card: answerLost }),
  cancelScenario('cancel a released order', voided),
  cancelScenario('cancel a confirmed order', voided, { diesBefore: 'queue.send' }),
  cancelScenario('cancel a pending order, held', voided, { card: answerLost }),
  cancelScenario('cancel a pending order, not held', 'cancelled, none: ', { diesBefore: 'gateway.authorise' }),
];
