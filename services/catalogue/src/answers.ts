import { type DepartmentId, departmentIds, departments } from '@grocer/contracts/catalogue';
import { CATALOGUE_TAG, departmentTag, productTag } from './edge-tags.ts';
import { contentTag } from './etags.ts';
import { answerOf, type Entry, lengthOf } from './read-model/entry.ts';
import type { Shelves } from './read-model/shelves.ts';
import { type Cacheable, JSON_TYPE, SHORT_LIVED } from './replies.ts';
import type { ProductPage } from './workflows/list-products.ts';

/** One product. */
export function productAnswer(entry: Entry): Cacheable {
  const { body, bytes, etag, tags } = answerOf(entry);
  return { body, bytes, etag, tags, type: JSON_TYPE, cacheControl: SHORT_LIVED };
}

/** A page of a list; `department` is the one that it is of. */
export function pageAnswer({ entries, nextCursor }: ProductPage, department: DepartmentId | undefined): Cacheable {
  const tag = department === undefined ? CATALOGUE_TAG : departmentTag(department);
  return shortLived(listBody(entries, `],"nextCursor":${JSON.stringify(nextCursor)}}`), tag);
}

/** The products that were named; those that are not there may come to be. */
export function batchAnswer(entries: readonly Entry[], named: readonly string[]): Cacheable {
  return shortLived(listBody(entries, ']}'), named.map(productTag).join(','));
}

/** Every department, in the shop's order. */
export function departmentsAnswer(shelves: Shelves): Cacheable {
  const items = departmentIds.map((id) => ({
    id,
    name: departments[id],
    productCount: shelves.of(id).name.length,
  }));
  return jsonAnswer({ items }, CATALOGUE_TAG);
}

/** A value as short-lived JSON. */
export function jsonAnswer(value: unknown, tags: string): Cacheable {
  return shortLived(JSON.stringify(value), tags);
}

function shortLived(body: string, tags: string): Cacheable {
  return { body, bytes: lengthOf(body), etag: contentTag(body), type: JSON_TYPE, cacheControl: SHORT_LIVED, tags };
}

/** A list is its products' own answers, put together. */
function listBody(entries: readonly Entry[], ending: string): string {
  return `{"items":[${entries.map((entry) => answerOf(entry).body).join(',')}${ending}`;
}
