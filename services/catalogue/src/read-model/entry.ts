import { type Availability, type DepartmentId, dietaryTags, type Product } from '@grocer/contracts/catalogue';
import { pence } from '@grocer/contracts/money';
import { productsTag, productTag } from '../edge-tags.ts';
import { recordTag } from '../etags.ts';
import type { PriceRecord, ProductRecord } from '../store/read-products.ts';

/** What is sent to whoever asks for one thing, made once. As text it goes out in one piece with its headers, as bytes it would not. */
export interface Answer {
  readonly body: string;
  /** As a header has it. */
  readonly bytes: string;
  readonly etag: string;
}

/** A product as the read model keeps it: its record, price and stock change in place, and with them its answer. */
export interface Entry {
  readonly sku: string;
  record: ProductRecord;
  price: PriceRecord | undefined;
  stock: Availability;
  /** Its dietary tags as bits, in the contract's order. */
  diet: number;
  /** The department whose lists it is in, which its record may have left. */
  shelvedIn: DepartmentId | undefined;
  answer: ProductAnswer | undefined;
}

/** The answer of one product's page, with the tags by which the edge drops whatever shows it alone. */
export interface ProductAnswer extends Answer {
  readonly tags: string;
}

/** An entry without a price, of which nothing is on the shelf. */
export function newEntry(record: ProductRecord): Entry {
  return {
    sku: record.sku,
    record,
    price: undefined,
    stock: 'out',
    diet: dietBits(record.dietary),
    shelvedIn: undefined,
    answer: undefined,
  };
}

/** What nobody has priced is out. */
export function availabilityOf({ price, stock }: Entry): Availability {
  return price ? stock : 'out';
}

/** Dietary tags as bits; those wanted are all there when no bit of theirs is missing. */
export function dietBits(tags: readonly string[]): number {
  let bits = 0;
  for (const tag of tags) bits |= 1 << (dietaryTags as readonly string[]).indexOf(tag);
  return bits;
}

/** The product as the contract shows it. */
export function productOf(entry: Entry): Product {
  const { record, price } = entry;
  const { version, changedIn, ...labels } = record;
  return {
    ...labels,
    price: price
      ? {
          ...pence(price.amountMinor),
          ...(price.wasMinor !== null && { was: pence(price.wasMinor) }),
          effectiveFrom: price.effectiveFrom,
        }
      : null,
    availability: availabilityOf(entry),
  };
}

/** One product's answer, made when it is first asked for; of those asked for long ago it is made again. */
export function answerOf(entry: Entry): ProductAnswer {
  entry.answer ??= keep(entry, recordAnswer(entry));
  return entry.answer;
}

/** An answer takes as much memory as its product: so many are kept, however many products there are. */
const MAX_ANSWERS = 50_000;
const answered: Entry[] = [];
let turn = 0;

function keep(entry: Entry, answer: ProductAnswer): ProductAnswer {
  const oldest = answered[turn];
  if (oldest) oldest.answer = undefined;
  answered[turn] = entry;
  turn = (turn + 1) % MAX_ANSWERS;
  return answer;
}

function recordAnswer(entry: Entry): ProductAnswer {
  const body = JSON.stringify(productOf(entry));
  const { version, department } = entry.record;
  const tags = `${productTag(entry.sku)},${productsTag(department)}`;
  return { body, bytes: lengthOf(body), etag: recordTag(version, body), tags };
}

/** How many bytes a text has. */
export function lengthOf(body: string): string {
  return String(Buffer.byteLength(body));
}
