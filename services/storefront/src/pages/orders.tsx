import type { Order } from '@grocer/contracts/checkout';
import { pounds } from '@grocer/contracts/money';
import { Loading } from '../components/loading.tsx';
import { MoreButton } from '../components/more-button.tsx';
import { PageTitle } from '../components/page-title.tsx';
import { SignInPrompt } from '../components/sign-in-prompt.tsx';
import { countItems, sayItems } from '../domain/basket.ts';
import { titles } from '../domain/order-progress.ts';
import { formatDay, formatMoment, formatWindow } from '../domain/slots.ts';
import { type Paged, usePages } from '../state/paging.ts';
import { useShop } from '../state/shop.ts';

export function OrdersPage() {
  const { checkout, session } = useShop();
  const [loaded, reload] = usePages<Order>(
    (cursor, signal) => checkout.orders(cursor, signal),
    [session.account.value?.subject],
  );
  if (!session.account.value) return <SignInPrompt />;
  return (
    <>
      <div class="page-head">
        <PageTitle title="Your orders" />
      </div>
      <Loading loaded={loaded} reload={reload} waiting="Loading your orders">
        {(paged) => (paged.items.length === 0 ? <NoOrders /> : <Orders paged={paged} />)}
      </Loading>
    </>
  );
}

function NoOrders() {
  return (
    <div class="empty">
      <p>You have not ordered anything yet.</p>
      <a class="button" href="/">
        Go shopping
      </a>
    </div>
  );
}

function Orders({ paged: { items, more } }: { paged: Paged<Order> }) {
  return (
    <>
      <ol class="orders">
        {items.map(({ id, status, placedAt, lines, slot, total }) => (
          <li key={id}>
            <a class="order-card" href={`/orders/${id}`}>
              <span class={`status status-${status}`}>{titles[status]}</span>
              <strong>{pounds(total.amountMinor)}</strong>
              <span>
                {sayItems(countItems(lines))} for {formatDay(slot.startsAt)}, {formatWindow(slot)}
              </span>
              <span class="quiet">Placed {formatMoment(placedAt)}</span>
            </a>
          </li>
        ))}
      </ol>
      {more && <MoreButton more={more}>Show older orders</MoreButton>}
    </>
  );
}
