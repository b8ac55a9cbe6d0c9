import type { Order } from '@grocer/contracts/checkout';
import { useState } from 'preact/hooks';
import { Refused } from '../api/http.ts';
import { canCancel, sentences } from '../domain/order-progress.ts';
import { announce } from '../state/announcement.ts';
import { useRescuedFocus } from '../state/rescued-focus.ts';
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
  useRescuedFocus(`${asking} ${canCancel(order)}`, findButtonOrHeading);
  if (failure) return <Notice tone="warning" title={failure} />;
  if (!canCancel(order)) return null;
  const cancel = async () => {
    try {
      onCancelled(await checkout.cancel(order.id));
      announce(sentences.cancelled);
    } catch (error) {
      setFailure(reasonOf(error));
    }
  };
  return (
    <div class="cancel">
      {asking ? (
        <Confirmation onYes={() => void cancel()} onNo={() => setAsking(false)} />
      ) : (
        <button type="button" class="button button-quiet" onClick={() => setAsking(true)}>
          Cancel this order
        </button>
      )}
    </div>
  );
}

interface ConfirmationProps {
  readonly onYes: () => void;
  readonly onNo: () => void;
}

function Confirmation({ onYes, onNo }: ConfirmationProps) {
  return (
    <fieldset class="confirm">
      <legend>Cancel the whole order?</legend>
      <button type="button" class="button button-danger" onClick={onYes}>
        Yes, cancel it
      </button>
      <button type="button" class="button button-quiet" onClick={onNo}>
        Keep it
      </button>
    </fieldset>
  );
}

function findButtonOrHeading(): HTMLElement | null {
  return document.querySelector<HTMLElement>('.cancel button') ?? document.querySelector('h1');
}

function reasonOf(error: unknown): string {
  const tooLate = error instanceof Refused && error.code === 'too-late-to-cancel';
  return tooLate ? 'The warehouse is already picking it: it cannot be cancelled any more.' : failureTitle(error);
}
