import { newEvent } from '@grocer/chassis/queue';
import { fulfil } from '../../../functions/fulfil/src/fulfil.ts';
import { paid, placed, type Scenario, voided } from './scenario.ts';
import { tea } from './shop.ts';
import { deliver, type ReportName, reportsOf } from './warehouse.ts';

/** One of the warehouse's three reports, the others having come before or coming after. */
function fulfilScenario(
  name: string,
  ends: string,
  { report, earlier = [], later = [], picks = [2, 3], card = 'pm_card_visa' }: FulfilScenario,
): Scenario {
  return {
    name: `fulfil: ${name}`,
    ends,
    async prepare(shop) {
      const { id, customer } = await placed(shop, { card });
      await shop.takeMessages();
      const reports = reportsOf(id, ...picks);
      const bring = async (names: readonly ReportName[]) => {
        for (const each of names) await deliver(shop, reports[each]);
      };
      await bring(earlier);
      return {
        customer,
        act: (process) => fulfil(shop.fulfilmentIn(process), reports[report]),
        meanwhile: () => bring([report, ...later]),
      };
    },
  };
}

interface FulfilScenario {
  readonly report: ReportName;
  readonly earlier?: readonly ReportName[];
  readonly later?: readonly ReportName[];
  readonly picks?: readonly [teas: number, milks: number];
  readonly card?: string;
}

/** A difference of stock that is reported while an order is under way; the checker accounts for it. */
const stockAdjusted: Scenario = {
  name: 'fulfil: stock adjusted',
  ends: paid,
  async prepare(shop) {
    const { customer } = await placed(shop);
    const event = newEvent({
      source: 'appliance-shim',
      type: 'grocer.stock.adjusted',
      subject: tea,
      time: shop.clock(),
      data: { sku: tea, delta: -1, reason: 'spoilt' as const },
    });
    return {
      customer,
      act: (process) => fulfil(shop.fulfilmentIn(process), event),
      meanwhile: () => deliver(shop, event),
    };
  },
};

const paidShort = 'dispatched, captured: authorised 1304, captured 1054, released 250';
const unpaid = 'dispatched, capture-failed: authorised 1304';

export const fulfilScenarios: readonly Scenario[] = [
  fulfilScenario('picking started', paid, { report: 'started', later: ['picked', 'dispatched'] }),
  fulfilScenario('picked', paid, { report: 'picked', earlier: ['started'], later: ['dispatched'] }),
  fulfilScenario('picked short', paidShort, { report: 'picked', later: ['started', 'dispatched'], picks: [1, 3] }),
  fulfilScenario('nothing picked', voided, { report: 'picked', picks: [0, 0] }),
  fulfilScenario('dispatched', paid, { report: 'dispatched', earlier: ['started', 'picked'] }),
  fulfilScenario('dispatched before picked', paid, { report: 'dispatched', later: ['picked', 'started'] }),
  fulfilScenario('dispatched, nothing picked', voided, { report: 'dispatched', picks: [0, 0] }),
  fulfilScenario('dispatched, the capture refused', unpaid, {
    report: 'dispatched',
    earlier: ['started', 'picked'],
    card: 'pm_card_captureRefused',
  }),
  stockAdjusted,
];
