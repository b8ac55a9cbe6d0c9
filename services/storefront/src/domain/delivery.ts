import type { DeliveryAddress, PlaceOrder, Slot } from '@grocer/contracts/checkout';
import { formatPostcode } from '@grocer/contracts/delivery';

/** The shape of a UK postcode, as the contract has it; also the pattern of its input. */
export const postcodePattern = '[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}';
const postcodeShape = new RegExp(`^${postcodePattern}$`);

/** Where to, as far as the customer has typed it. */
export interface DeliveryDraft {
  readonly line1: string;
  readonly line2: string;
  readonly city: string;
  readonly postcode: string;
}

export const emptyDraft: DeliveryDraft = { line1: '', line2: '', city: 'London', postcode: '' };

/** The postcode as it is written, once it is whole; until then undefined. */
export function wholePostcode(text: string): string | undefined {
  const trimmed = text.trim();
  return postcodeShape.test(trimmed) ? formatPostcode(trimmed) : undefined;
}

/** What to deliver, when and where to. */
export function orderOf(
  lines: Readonly<PlaceOrder['lines']>,
  { id }: Pick<Slot, 'id'>,
  draft: DeliveryDraft,
): Pick<PlaceOrder, 'lines' | 'slotId' | 'deliveryAddress'> {
  return {
    lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
    slotId: id,
    deliveryAddress: addressOf(draft),
  };
}

function addressOf({ line1, line2, city, postcode }: DeliveryDraft): DeliveryAddress {
  const second = line2.trim();
  return {
    line1: line1.trim(),
    ...(second === '' ? {} : { line2: second }),
    city: city.trim(),
    postcode: wholePostcode(postcode) ?? postcode,
  };
}
