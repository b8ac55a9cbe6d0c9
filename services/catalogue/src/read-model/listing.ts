import { canonicalSku } from '@grocer/contracts/gtin';
import type { Listing, Position } from '../domain/listing.ts';
import { placeAfter } from '../domain/sorted.ts';
import type { Hit } from '../search/slots.ts';
import { availabilityOf, dietBits, type Entry } from './entry.ts';
import { compareNames, priceKey, UNPRICED } from './ordered.ts';
import type { ReadModel } from './read-model.ts';

/** A product of a list and its place there. */
export interface Listed {
  readonly entry: Entry;
  readonly position: Position;
}

/** The products of a list that come after a position, `limit` at most, in the list's order. */
export function listProducts(
  model: ReadModel,
  { listing, after, limit }: { listing: Listing; after: Position | null; limit: number },
): Listed[] {
  const belongs = filterOf(listing);
  if (listing.sort === 'relevance') return bestHits(hitsOf(model, listing.q ?? ''), { belongs, after, limit });
  const found = listing.q === null ? undefined : new Set(hitsOf(model, listing.q).map(({ entry }) => entry));
  const list = model.shelves.of(listing.department)[listing.sort];
  const listed: Listed[] = [];
  const [key, follows] = listing.sort === 'name' ? [nameOf, followsName] : [priceOf, followsPrice];
  let place = after === null ? 0 : placeAfter(list, (entry) => follows(entry, after));
  for (; place < list.length && listed.length < limit; place += 1) {
    const entry = list[place];
    if (!entry || !belongs(entry) || (found && !found.has(entry))) continue;
    listed.push({ entry, position: { key: key(entry), sku: entry.sku } });
  }
  return listed;
}

function filterOf({ department, dietary, availability }: Listing): (entry: Entry) => boolean {
  const diet = dietBits(dietary);
  return (entry) =>
    (department === null || entry.record.department === department) &&
    (entry.diet & diet) === diet &&
    (availability === null || availabilityOf(entry) === availability);
}

const nameOf = ({ record }: Entry) => record.name;
const priceOf = ({ price }: Entry) => price?.amountMinor ?? null;

function followsName(entry: Entry, { key, sku }: Position): boolean {
  const order = compareNames(entry.record.name, String(key));
  return order > 0 || (order === 0 && entry.sku > sku);
}

function followsPrice(entry: Entry, { key, sku }: Position): boolean {
  const order = priceKey(entry) - (typeof key === 'number' ? key : UNPRICED);
  return order > 0 || (order === 0 && entry.sku > sku);
}

/** A product's own number is worth more than any words. */
const OWN_SKU_SCORE = 100_000;

function hitsOf(model: ReadModel, q: string): Hit[] {
  const own = model.find(canonicalSku(q.trim()) ?? '');
  const hits = model.search(q);
  return own ? [{ entry: own, score: OWN_SKU_SCORE }, ...hits.filter(({ entry }) => entry !== own)] : hits;
}

interface Selection {
  readonly belongs: (entry: Entry) => boolean;
  readonly after: Position | null;
  readonly limit: number;
}

/** The best hits after a position. They are picked out, not sorted: a page is a few of what may be thousands. */
function bestHits(hits: readonly Hit[], { belongs, after, limit }: Selection): Listed[] {
  const best: Hit[] = [];
  for (const hit of hits) {
    if (after !== null && !isBehind(hit, { score: Number(after.key), sku: after.sku })) continue;
    const worst = best.at(-1);
    if (best.length === limit && worst && isBehind(hit, { score: worst.score, sku: worst.entry.sku })) continue;
    if (!belongs(hit.entry)) continue;
    best.splice(
      placeAfter(best, (other) => isBehind(other, { score: hit.score, sku: hit.entry.sku })),
      0,
      hit,
    );
    if (best.length > limit) best.pop();
  }
  return best.map(({ entry, score }) => ({ entry, position: { key: score, sku: entry.sku } }));
}

function isBehind({ entry, score }: Hit, place: { score: number; sku: string }): boolean {
  return score < place.score || (score === place.score && entry.sku > place.sku);
}
