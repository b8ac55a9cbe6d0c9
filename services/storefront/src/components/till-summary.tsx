import type { Slot } from '@grocer/contracts/checkout';
import { pounds } from '@grocer/contracts/money';
import type { ComponentChildren } from 'preact';
import { countItems, goodsTotal, type PricedLine, sayItems } from '../domain/basket.ts';
import { formatDay, formatFee, formatWindow } from '../domain/slots.ts';

interface Props {
  readonly lines: readonly PricedLine[];
  readonly slot: Slot | undefined;
  /** In pence, delivery included. */
  readonly total: number;
  readonly sending: boolean;
  /** What stands in the way, shown above the button. */
  readonly children: ComponentChildren;
}

export function TillSummary({ lines, slot, total, sending, children }: Props) {
  const count = countItems(lines);
  return (
    <aside class="summary" aria-label="Summary">
      <dl>
        <dt>
          {sayItems(count)} · <a href="/basket">change</a>
        </dt>
        <dd>{pounds(goodsTotal(lines))}</dd>
        <dt>Delivery</dt>
        <dd>{slot ? formatFee(slot.fee) : '–'}</dd>
        <dt class="total">Total</dt>
        <dd class="total">{pounds(total)}</dd>
      </dl>
      {slot && (
        <p class="delivery">
          <strong>{formatDay(slot.startsAt)}</strong>
          <br />
          {formatWindow(slot)}
        </p>
      )}
      {children}
      <button type="submit" class="button" disabled={sending} aria-describedby="pay-hint">
        {sending ? 'Placing your order…' : 'Place the order'}
      </button>
      <p id="pay-hint" class="quiet">
        Your card is charged when the order leaves, for what was picked.
      </p>
    </aside>
  );
}
