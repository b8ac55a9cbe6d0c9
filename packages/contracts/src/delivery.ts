import { type Static, Type } from 'typebox';

/** A UK postcode, in either case, with or without its space. */
export const Postcode = Type.String({ pattern: '^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}$', maxLength: 8 });
export type Postcode = Static<typeof Postcode>;

/** The delivery zones: London's postcode areas. */
export const zones = ['E', 'EC', 'N', 'NW', 'SE', 'SW', 'W', 'WC'] as const;
export type Zone = (typeof zones)[number];

/** The zone that serves a postcode: the letters of its outward code. Undefined where nobody delivers. */
export function deliveryZone(postcode: string): Zone | undefined {
  const area = /^[A-Za-z]{1,2}(?=[0-9])/.exec(postcode)?.[0].toUpperCase();
  return zones.find((zone) => zone === area);
}

/** A postcode as the Royal Mail writes it: capitals, and one space before its last three characters. */
export function formatPostcode(postcode: string): string {
  const bare = postcode.replace(' ', '').toUpperCase();
  return `${bare.slice(0, -3)} ${bare.slice(-3)}`;
}
