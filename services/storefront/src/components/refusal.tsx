import { Refused, Unreachable } from '../api/http.ts';
import type { PricedLine } from '../domain/basket.ts';
import { explainRefusal, type Refusal as Problem } from '../domain/refusals.ts';
import { announce } from '../state/announcement.ts';
import { useShop } from '../state/shop.ts';
import { failureTitle } from './loading.tsx';
import { Notice } from './notice.tsx';

interface Props {
  readonly error: unknown;
  readonly lines: readonly PricedLine[];
  /** What was refused is settled: the notice can go. */
  readonly onSettled: () => void;
}

/** Why an order was not taken, and the next step. */
export function Refusal({ error, lines, onSettled }: Props) {
  if (error instanceof Unreachable) {
    return (
      <Notice tone="warning" title="We lost the connection">
        <p>Press the button again: your order is placed once, however often you do.</p>
      </Notice>
    );
  }
  if (!(error instanceof Refused) || error.problem.status === 403) {
    return <Notice tone="warning" title={failureTitle(error)} />;
  }
  const nameOf = (sku: string) => lines.find((line) => line.sku === sku)?.product?.name ?? `product ${sku}`;
  const { title, text, remedy } = explainRefusal(error.problem, nameOf);
  return (
    <Notice tone="warning" title={title}>
      <p>{text}</p>
      {remedy === 'take-what-is-left' && <TakeWhatIsLeft problem={error.problem} onSettled={onSettled} />}
      {remedy === 'review-basket' && <a href="/basket">Back to the basket</a>}
      {remedy === 'choose-slot' && <a href="#slots">Choose a slot</a>}
      {remedy === 'other-card' && <a href="#cards">Choose a card</a>}
    </Notice>
  );
}

interface TakeProps {
  readonly problem: Problem;
  readonly onSettled: () => void;
}

function TakeWhatIsLeft({ problem: { lines = [] }, onSettled }: TakeProps) {
  const { basket } = useShop();
  const take = () => {
    for (const { sku, available } of lines) basket.setQuantity(sku, available);
    announce('Your basket now holds what is left.');
    onSettled();
  };
  return (
    <button type="button" class="button button-quiet" onClick={take}>
      Take what is left
    </button>
  );
}
