import { type DepartmentId, departmentIds } from '@grocer/contracts/catalogue';
import type { Entry } from './entry.ts';
import { byName, byPrice, createOrdered, type Order } from './ordered.ts';

/** Products in both orders of lists. */
export interface Shelf {
  readonly name: readonly Entry[];
  readonly price: readonly Entry[];
}

/** The whole assortment and each department of it, in order. */
export interface Shelves {
  /** A department's products; of null, all. */
  of(department: DepartmentId | null): Shelf;
  /** Puts entries that are new, or have another name or department, where they belong in every list. */
  moveRecords(moved: readonly Entry[]): void;
  /** Takes note that the prices of these are new. */
  movePrices(moved: readonly Entry[]): void;
  /** Puts names in order now, so that nobody has to wait for it. */
  settle(): void;
}

/** Above so many that move, a whole list is put in order anew. */
const MOST_MOVING = 10_000;

/** Creates empty shelves. Prices are put in order for the first who asks. */
export function createShelves(): Shelves {
  const named = createAisles([], byName);
  let priced: Aisles | undefined;

  function moveInPrices(entry: Entry, isNew: boolean): void {
    priced?.put(entry, isNew);
    if (priced && priced.moving() > MOST_MOVING) priced = undefined;
  }

  return {
    of: (department) => ({
      get name() {
        return named.of(department);
      },
      get price() {
        priced ??= createAisles(named.of(null).toSorted(byPrice), byPrice);
        return priced.of(department);
      },
    }),
    moveRecords(moved) {
      for (const entry of moved) {
        const isNew = entry.shelvedIn === undefined;
        entry.shelvedIn = entry.record.department;
        named.put(entry, isNew);
        moveInPrices(entry, isNew);
      }
    },
    movePrices(moved) {
      for (const entry of moved) moveInPrices(entry, false);
    },
    settle() {
      named.of(null);
    },
  };
}

interface Aisles {
  of(department: DepartmentId | null): readonly Entry[];
  moving(): number;
  put(entry: Entry, isNew: boolean): void;
}

/** Entries in one order, and those of each department, which are handed out in one pass: to order them too would cost far more. */
function createAisles(list: Entry[], order: Order): Aisles {
  const all = createOrdered(list, order);
  const departments = new Map(departmentIds.map((id): [DepartmentId, Entry[]] => [id, []]));
  let isHandedOut = false;

  function handOut(): void {
    for (const entries of departments.values()) entries.length = 0;
    for (const entry of all.entries()) if (entry.shelvedIn) departments.get(entry.shelvedIn)?.push(entry);
    isHandedOut = true;
  }

  return {
    of(department) {
      if (department === null) return all.entries();
      if (!isHandedOut) handOut();
      return departments.get(department) ?? [];
    },
    moving: all.moving,
    put(entry, isNew) {
      isHandedOut = false;
      all.put(entry, isNew);
    },
  };
}
