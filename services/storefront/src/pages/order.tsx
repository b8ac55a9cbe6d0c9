import type { Order } from '@grocer/contracts/checkout';
import { CancelOrder } from '../components/cancel-order.tsx';
import { Loading } from '../components/loading.tsx';
import { OrderLines } from '../components/order-lines.tsx';
import { OrderSteps } from '../components/order-steps.tsx';
import { PageTitle } from '../components/page-title.tsx';
import { sentences, titles } from '../domain/order-progress.ts';
import { formatDay, formatMoment, formatWindow } from '../domain/slots.ts';
import { useLiveOrder } from '../state/order.ts';

export function OrderPage({ id }: { id: string }) {
  const { loaded, reload, show, live } = useLiveOrder(id);
  return (
    <Loading loaded={loaded} reload={reload} waiting="Loading your order">
      {(order) => (
        <>
          <div class="page-head">
            <PageTitle title="Your order" />
            <p class={`status status-${order.status}`}>{titles[order.status]}</p>
            {live && <p class="live">Live</p>}
          </div>
          <div class="with-summary">
            <section aria-label="Progress">
              <p class="lead">{sentences[order.status]}</p>
              <OrderSteps order={order} />
              <CancelOrder order={order} onCancelled={show} />
            </section>
            <aside class="summary" aria-label="What you ordered">
              <Delivery order={order} />
              <OrderLines order={order} />
              <p class="quiet reference">
                Placed {formatMoment(order.placedAt)}
                <br />
                Order {order.id}
              </p>
            </aside>
          </div>
        </>
      )}
    </Loading>
  );
}

function Delivery({ order: { slot } }: { order: Order }) {
  return (
    <p class="delivery">
      <strong>{formatDay(slot.startsAt)}</strong>
      <br />
      {formatWindow(slot)}
    </p>
  );
}
