import type { ShelfFacts, SlotFacts } from './books.ts';
import { breach, type Rule, rule } from './invariant.ts';

const ofShelves = {
  rows: ({ shelves }: { shelves: readonly ShelfFacts[] }) => shelves,
  subject: ({ sku }: ShelfFacts) => `SKU ${sku}`,
};

export const stockRules: readonly Rule[] = [
  rule({
    ...ofShelves,
    name: 'stock-conserved',
    says: 'on hand = opening stock + differences − picked',
    judge({ onHand, entered, picked }) {
      if (onHand === null) return breach('is in an order or an entry, and has no shelf');
      const due = entered - picked;
      return onHand === due ? 'holds' : breach(`${onHand} on hand, but ${entered} entered − ${picked} picked = ${due}`);
    },
  }),
  rule({
    ...ofShelves,
    name: 'reserved-is-promised',
    says: 'reserved = what open orders are to get',
    judge: ({ reserved, promised }) =>
      reserved === promised ? 'holds' : breach(`${reserved} reserved, but ${promised} promised to open orders`),
  }),
  rule({
    ...ofShelves,
    name: 'nothing-oversold',
    says: 'no more is reserved than is on hand, but for what the warehouse took away',
    judge({ onHand, reserved, takenAway }) {
      // Reserving asks for what is available and picking takes no more than was reserved, so only a difference can do this.
      const missing = reserved - (onHand ?? 0);
      if (missing <= takenAway) return 'holds';
      return breach(`${missing} more reserved than on hand, but the warehouse took ${takenAway} away`);
    },
  }),
  rule({
    name: 'slots-booked',
    says: 'booked = orders that hold a place, and never above capacity',
    rows: ({ slots }) => slots,
    subject: ({ id }: SlotFacts) => `slot ${id}`,
    judge({ booked, capacity, holding }) {
      if (holding > capacity) return breach(`${holding} orders hold one of ${capacity} places`);
      return booked === holding ? 'holds' : breach(`${booked} booked, but ${holding} orders hold a place`);
    },
  }),
];
