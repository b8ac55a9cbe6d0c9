import type { Order } from '@grocer/contracts/checkout';
import { useState } from 'preact/hooks';
import { Refused } from '../api/http.ts';
import { canCancel, sentences } from '../domain/order-progress.ts';
import { announce } from '../state/announcement.ts';
import { useShop } from '../state/shop.ts';
import { failureTitle } from './loading.tsx';
import { Notice } from './notice.tsx';

interface Props {
  readonly order: Order;
  readonly onCancelled: (order: Order) => void;
}

/** Offers to cancel for as long as that may work, and asks once more before it does. */
export function CancelOrder({ order, onCancelled }: Props) {
  const { checkout } = useShop();
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<string>();
  if (failure) return <Notice tone="warning" title={failure} />;
  if (!canCancel(order)) return null;
  if (!asking) {
    return (
      <button type="button" class="button button-quiet" onClick={() => setAsking(true)}>
        Cancel this order
      </button>
    );
  }
  const cancel = async () => {
    try {
      onCancelled(await checkout.cancel(order.id));
      announce(sentences.cancelled);
    } catch (error) {
      setFailure(reasonOf(error));
    }
  };
  return (
    <fieldset class="confirm">
      <legend>Cancel the whole order?</legend>
      <button type="button" class="button button-danger" onClick={() => void cancel()} ref={focusWhenShown}>
        Yes, cancel it
      </button>
      <button type="button" class="button button-quiet" onClick={() => setAsking(false)}>
        Keep it
      </button>
    </fieldset>
  );
}

function focusWhenShown(button: HTMLButtonElement | null): void {
  button?.focus();
}

function reasonOf(error: unknown): string {
  const tooLate = error instanceof Refused && error.code === 'too-late-to-cancel';
  return tooLate ? 'The warehouse is already picking it: it cannot be cancelled any more.' : failureTitle(error);
}
