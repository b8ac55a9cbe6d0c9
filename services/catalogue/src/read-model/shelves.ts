import { type DepartmentId, departmentIds } from '@grocer/contracts/catalogue';
import type { Entry } from './entry.ts';
import { byName, byPrice, reorder } from './ordered.ts';

/** Products in both orders of lists. */
export interface Shelf {
  readonly name: readonly Entry[];
  readonly price: readonly Entry[];
}

/** The whole assortment and each department of it, in order. */
export interface Shelves {
  /** A department's products; of null, all. */
  of(department: DepartmentId | null): Shelf;
  /** Puts entries whose record is new where they belong, in every list. */
  moveRecords(moved: readonly Entry[]): void;
  /** Takes note that the prices of these are new. */
  movePrices(moved: readonly Entry[]): void;
  /** Puts names in order now, so that nobody has to wait for it. */
  settle(): void;
}

/** Creates empty shelves. */
export function createShelves(): Shelves {
  const all = createShelf();
  const departments = new Map(departmentIds.map((id) => [id, createShelf()]));

  return {
    of: (department) => (department === null ? all : (departments.get(department) ?? all)),
    moveRecords(moved) {
      for (const entry of moved) {
        const { department } = entry.record;
        all.put(entry);
        if (entry.shelvedIn !== undefined && entry.shelvedIn !== department)
          departments.get(entry.shelvedIn)?.drop(entry);
        departments.get(department)?.put(entry);
        entry.shelvedIn = department;
      }
    },
    movePrices(moved) {
      if (moved.length === 0) return;
      all.reprice();
      for (const id of new Set(moved.map(({ record }) => record.department))) departments.get(id)?.reprice();
    },
    settle() {
      for (const shelf of [all, ...departments.values()]) shelf.settle();
    },
  };
}

/** One shelf. What moves is put in order when somebody looks, all at once. */
function createShelf() {
  const leaving = new Set<Entry>();
  const arriving = new Set<Entry>();
  let named: readonly Entry[] = [];
  let priced: readonly Entry[] | undefined;

  function settle(): void {
    if (leaving.size === 0) return;
    named = reorder(named, { leaving, arriving }, byName);
    leaving.clear();
    arriving.clear();
  }

  function byNames(): readonly Entry[] {
    settle();
    return named;
  }

  return {
    settle,
    get name() {
      return byNames();
    },
    get price() {
      priced ??= byNames().toSorted(byPrice);
      return priced;
    },
    /** Takes an entry in, or to another place. */
    put(entry: Entry) {
      leaving.add(entry);
      arriving.add(entry);
      priced = undefined;
    },
    drop(entry: Entry) {
      leaving.add(entry);
      arriving.delete(entry);
      priced = undefined;
    },
    reprice() {
      priced = undefined;
    },
  };
}
