import type { Order } from '@grocer/contracts/checkout';
import { CancelOrder } from '../components/cancel-order.tsx';
import { Loading } from '../components/loading.tsx';
import { OrderLines } from '../components/order-lines.tsx';
import { OrderSteps } from '../components/order-steps.tsx';
import { PageTitle } from '../components/page-title.tsx';
import { sentences, titles } from '../domain/order-progress.ts';
import { formatDay, formatMoment, formatWindow } from '../domain/slots.ts';
import { useLiveOrder } from '../state/order.ts';
import { useShop } from '../state/shop.ts';

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
              <BehindTheScenes id={order.id} />
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

/** For who wants to see the machinery: which compute model did each step, and whether it was woken for it. */
function BehindTheScenes({ id }: { id: string }) {
  const { observatory } = useShop();
  if (!observatory) return null;
  return (
    <p class="behind">
      Behind the scenes: <a href={`${observatory}/?orderId=${id}`}>see which machines moved this order</a>, how long
      each took, and which were woken for it.
    </p>
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
