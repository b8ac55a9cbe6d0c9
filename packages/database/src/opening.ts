import type { VatClass } from '@grocer/contracts/pricing';

/** A price to open the shop with: cost, a third for the shop, VAT, rounded up to 5 pence. The first night makes a better one. */
export function openingPriceMinor({ costMinor, vatClass }: { costMinor: number; vatClass: VatClass }): number {
  const withMargin = costMinor * 4 * (100 + vatPercent[vatClass]);
  return Math.ceil(withMargin / 300 / 5) * 5;
}

/** So many per cent off a product for some days. */
export interface DemoPromotion {
  readonly sku: string;
  readonly startsInDays: number;
  readonly days: number;
  readonly percentOff: number;
}

const promotionKinds = [
  { startsInDays: 0, days: 14, percentOff: 10 },
  { startsInDays: 0, days: 7, percentOff: 20 },
  { startsInDays: 7, days: 14, percentOff: 15 },
];

const BETWEEN_PROMOTIONS = 150;

/** A few products throughout the shop that are reduced from today on, or a week from now. */
export function openingPromotions(products: readonly { readonly sku: string }[]): DemoPromotion[] {
  const chosen = products.filter((_, index) => index % BETWEEN_PROMOTIONS === 0);
  return chosen.flatMap(({ sku }, index) =>
    promotionKinds
      .slice(index % promotionKinds.length)
      .slice(0, 1)
      .map((kind) => ({ sku, ...kind })),
  );
}

const vatPercent: Readonly<Record<VatClass, number>> = { zero: 0, reduced: 5, standard: 20 };

const FIRST_HOUR = 6;
const LAST_HOUR = 22;
const BUSY_HOURS = new Set([8, 9, 17, 18, 19]);

/** Hourly windows of every day from six to eleven at night, London's wall-clock time; the busy hours cost more. */
export const deliveryWindows = Array.from({ length: LAST_HOUR - FIRST_HOUR + 1 }, (_, index) => {
  const hour = FIRST_HOUR + index;
  return {
    startsAt: `${String(hour).padStart(2, '0')}:00`,
    endsAt: `${String(hour + 1).padStart(2, '0')}:00`,
    capacity: 60,
    feeMinor: BUSY_HOURS.has(hour) ? 450 : 250,
  };
});
