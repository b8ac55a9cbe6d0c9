import { deliveryZone } from '@grocer/contracts/delivery';

/** A slot can be booked for an address of its own zone, from when it is on offer (it starts by `until`) until it starts. */
export function isBookable(
  slot: { readonly postcodeArea: string; readonly startsAt: Date },
  { postcode, now, until }: { postcode: string; now: Date; until: Date },
): boolean {
  return slot.postcodeArea === deliveryZone(postcode) && slot.startsAt > now && slot.startsAt <= until;
}
