import type { PastPrice } from '@grocer/contracts/catalogue';
import { pounds } from '@grocer/contracts/money';
import { formatDay } from '../domain/slots.ts';
import { useLoaded } from '../state/loading.ts';
import { useShop } from '../state/shop.ts';
import { Loading } from './loading.tsx';

const reasons: Record<PastPrice['rule'], string> = {
  opening: 'First price',
  margin: 'Cost and margin',
  demand: 'Demand',
  'competitor-index': 'What others ask',
  promotion: 'Promotion',
  'expiry-markdown': 'Sold before its date',
  ceiling: 'Not more than it is worth',
  'nightly-limit': 'As far as one night may move it',
  'cost-floor': 'Never below cost',
};

/** What the nightly re-pricing did to a product, newest first. */
export function PriceHistory({ sku }: { sku: string }) {
  const { catalogue } = useShop();
  const [loaded, reload] = useLoaded((signal) => catalogue.prices(sku, signal), [sku]);
  return (
    <section class="history" aria-labelledby="prices">
      <h2 id="prices">Its prices so far</h2>
      <Loading loaded={loaded} reload={reload} waiting="Loading prices">
        {({ items }) => <ol>{items.map(pastPrice)}</ol>}
      </Loading>
    </section>
  );
}

function pastPrice({ amountMinor, effectiveFrom, rule }: PastPrice) {
  return (
    <li key={effectiveFrom}>
      <time dateTime={effectiveFrom}>{formatDay(effectiveFrom)}</time>
      <strong>{pounds(amountMinor)}</strong>
      <span class="quiet">{reasons[rule]}</span>
    </li>
  );
}
