import { deliveryZone } from '@grocer/contracts/delivery';

/** A slot can be booked for an address of its own zone, until it starts. */
export function isBookable(
  slot: { readonly postcodeArea: string; readonly startsAt: Date },
  { postcode, now }: { postcode: string; now: Date },
): boolean {
  return slot.postcodeArea === deliveryZone(postcode) && slot.startsAt > now;
}
