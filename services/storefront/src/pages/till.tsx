import { useState } from 'preact/hooks';
import { CardChoice } from '../components/card-choice.tsx';
import { DeliveryFields } from '../components/delivery-fields.tsx';
import { Loading } from '../components/loading.tsx';
import { PageTitle } from '../components/page-title.tsx';
import { Refusal } from '../components/refusal.tsx';
import { SignInPrompt } from '../components/sign-in-prompt.tsx';
import { SlotPicker } from '../components/slot-picker.tsx';
import { TillSummary } from '../components/till-summary.tsx';
import { goodsTotal, isOrderable, type PricedLine } from '../domain/basket.ts';
import { emptyDraft, orderOf, wholePostcode } from '../domain/delivery.ts';
import type { TestCard } from '../domain/test-cards.ts';
import { navigate } from '../navigation.ts';
import { announce } from '../state/announcement.ts';
import { useBasketLines } from '../state/basket-lines.ts';
import { useKept } from '../state/kept.ts';
import { usePlacing } from '../state/placing.ts';
import { useShop } from '../state/shop.ts';
import { useSlotChoice } from '../state/slot-choice.ts';

/** The shop's checkout: where to, when, by which card. */
export function TillPage() {
  const { session } = useShop();
  const [loaded, reload] = useBasketLines();
  if (!session.account.value) {
    return <SignInPrompt title="Sign in to check out" text="Your basket waits for you." />;
  }
  return (
    <Loading loaded={loaded} reload={reload} waiting="Loading your basket">
      {(lines) => (lines.length > 0 && lines.every(isOrderable) ? <Till lines={lines} /> : <NothingToBuy />)}
    </Loading>
  );
}

function NothingToBuy() {
  return (
    <>
      <PageTitle title="Checkout" />
      <div class="empty">
        <p>Your basket is not ready for it.</p>
        <a class="button" href="/basket">
          Look at the basket
        </a>
      </div>
    </>
  );
}

function Till({ lines }: { lines: readonly PricedLine[] }) {
  const { basket } = useShop();
  const [draft, setDraft] = useKept('grocer.delivery', emptyDraft);
  const [card, setCard] = useState<TestCard>('pm_card_visa');
  const postcode = wholePostcode(draft.postcode);
  const choice = useSlotChoice(postcode);
  const { chosen: slot } = choice;
  const { placing, total, place, reset } = usePlacing(goodsTotal(lines) + (slot?.fee.amountMinor ?? 0));
  const sending = placing.state === 'sending';

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!slot) return announce('Please choose a delivery slot first.');
    const order = await place({ ...orderOf(lines, slot, draft), paymentMethod: card });
    // Places and prices have moved on, whatever the reason was.
    if (!order) return choice.reload();
    navigate(`/orders/${order.id}`);
    basket.clear();
  };

  return (
    <form onSubmit={(event) => void submit(event)}>
      <div class="page-head">
        <PageTitle title="Checkout" />
      </div>
      <div class="with-summary">
        <div class="panels">
          <DeliveryFields draft={draft} change={setDraft} />
          <SlotPicker postcode={postcode} choice={choice} />
          <CardChoice chosen={card} choose={setCard} />
        </div>
        <TillSummary lines={lines} slot={slot} total={total} sending={sending}>
          {placing.state === 'refused' && <Refusal error={placing.error} lines={lines} onSettled={reset} />}
        </TillSummary>
      </div>
    </form>
  );
}
