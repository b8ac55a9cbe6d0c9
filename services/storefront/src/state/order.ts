import type { Order } from '@grocer/contracts/checkout';
import { useEffect, useState } from 'preact/hooks';
import { isFinal, sentences } from '../domain/order-progress.ts';
import { announce } from './announcement.ts';
import { type Loaded, useLoaded } from './loading.ts';
import { useShop } from './shop.ts';

interface LiveOrder {
  readonly loaded: Loaded<Order>;
  readonly reload: () => void;
  /** Shows the order as an answer has just told it. */
  readonly show: (order: Order) => void;
  /** True while news of the order is awaited. */
  readonly live: boolean;
}

/** An order that moves as it happens, until it has come to its end. */
export function useLiveOrder(id: string): LiveOrder {
  const { checkout, session } = useShop();
  const [loaded, reload] = useLoaded((signal) => checkout.order(id, signal), [id, session.account.value?.subject]);
  const [newest, show] = useState<Order>();
  const [lost, setLost] = useState(false);
  const first = loaded.state === 'ready' ? loaded.value : undefined;

  useEffect(() => {
    if (!first || isFinal(first.status)) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const follow = async () => {
      for await (const { status } of checkout.follow(id, first.history.length, signal)) {
        show(await checkout.order(id, signal));
        announce(sentences[status]);
      }
    };
    follow().catch(() => signal.aborted || setLost(true));
    return () => controller.abort();
  }, [first, checkout, id]);

  const order = newest ?? first;
  if (!order) return { loaded, reload, show, live: false };
  return { loaded: { state: 'ready', value: order }, reload, show, live: !lost && !isFinal(order.status) };
}
