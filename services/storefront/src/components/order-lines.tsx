import type { Order, OrderLine } from '@grocer/contracts/checkout';
import { pounds } from '@grocer/contracts/money';
import { payments } from '../domain/order-progress.ts';
import { formatFee } from '../domain/slots.ts';

/** What was ordered, what was picked of it, and what it costs. */
export function OrderLines({ order: { lines, deliveryFee, total, payment } }: { order: Order }) {
  return (
    <table class="order-lines">
      <caption class="hidden">What you ordered</caption>
      <thead class="hidden">
        <tr>
          <th scope="col">Product</th>
          <th scope="col">Quantity</th>
          <th scope="col">Total</th>
        </tr>
      </thead>
      <tbody>{lines.map(orderLine)}</tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            Delivery
          </th>
          <td>{formatFee(deliveryFee)}</td>
        </tr>
        <tr class="total">
          <th scope="row" colSpan={2}>
            Total
          </th>
          <td>{pounds(total.amountMinor)}</td>
        </tr>
        <tr>
          <td colSpan={3} class="quiet">
            {payments[payment.status]}
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

function orderLine({ sku, name, quantity, picked, lineTotal }: OrderLine) {
  const short = picked !== undefined && picked < quantity;
  return (
    <tr key={sku}>
      <th scope="row">
        <a href={`/products/${sku}`}>{name}</a>
        {short && (
          <span class="availability availability-low">
            {picked === 0 ? 'We had none left' : `We had only ${picked} of ${quantity}`}
          </span>
        )}
      </th>
      <td>× {picked ?? quantity}</td>
      <td>{pounds(lineTotal.amountMinor)}</td>
    </tr>
  );
}
