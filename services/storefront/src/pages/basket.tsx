import { pounds } from '@grocer/contracts/money';
import { BasketLine } from '../components/basket-line.tsx';
import { Loading } from '../components/loading.tsx';
import { PageTitle } from '../components/page-title.tsx';
import { countItems, goodsTotal, isOrderable, type PricedLine, sayItems } from '../domain/basket.ts';
import { useBasketLines } from '../state/basket-lines.ts';
import { useRescuedFocus } from '../state/rescued-focus.ts';
import { useShop } from '../state/shop.ts';

export function BasketPage() {
  const { basket } = useShop();
  const [loaded, reload] = useBasketLines();
  useRescuedFocus(basket.lines.value.length, () => document.querySelector('h1'));
  return (
    <>
      <div class="page-head">
        <PageTitle title="Your basket" />
      </div>
      <Loading loaded={loaded} reload={reload} waiting="Loading your basket">
        {(lines) => (lines.length === 0 ? <EmptyBasket /> : <FullBasket lines={lines} />)}
      </Loading>
    </>
  );
}

function EmptyBasket() {
  return (
    <div class="empty">
      <p>There is nothing in it yet.</p>
      <a class="button" href="/">
        Go shopping
      </a>
    </div>
  );
}

function FullBasket({ lines }: { lines: readonly PricedLine[] }) {
  const count = countItems(lines);
  return (
    <div class="with-summary">
      <ul class="lines">
        {lines.map((line) => (
          <BasketLine key={line.sku} line={line} />
        ))}
      </ul>
      <aside class="summary" aria-label="Summary">
        <dl>
          <dt>{sayItems(count)}</dt>
          <dd>{pounds(goodsTotal(lines))}</dd>
        </dl>
        <p class="quiet">Delivery is added when you choose a slot.</p>
        {lines.every(isOrderable) ? (
          <a class="button" href="/till">
            Go to checkout
          </a>
        ) : (
          <p class="availability availability-out">Please take out what is no longer sold.</p>
        )}
      </aside>
    </div>
  );
}
