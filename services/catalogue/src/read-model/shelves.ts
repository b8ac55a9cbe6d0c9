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
}

/** Creates empty shelves. */
export function createShelves(): Shelves {
  const all = createShelf();
  const departments = new Map(departmentIds.map((id) => [id, createShelf()]));

  return {
    of: (department) => (department === null ? all : (departments.get(department) ?? all)),
    moveRecords(moved) {
      if (moved.length === 0) return;
      const touched = new Set(
        moved.flatMap(({ shelvedIn, record }) => [shelvedIn ?? record.department, record.department]),
      );
      for (const entry of moved) {
        entry.isMoving = true;
        entry.shelvedIn = entry.record.department;
      }
      all.move(moved);
      for (const id of touched) departments.get(id)?.move(moved.filter(({ record }) => record.department === id));
      for (const entry of moved) entry.isMoving = false;
    },
    movePrices(moved) {
      if (moved.length === 0) return;
      all.reprice();
      for (const id of new Set(moved.map(({ record }) => record.department))) departments.get(id)?.reprice();
    },
  };
}

/** One shelf. Names seldom change, and are kept in order; prices change by the thousand, and are put in order when that is asked for. */
function createShelf() {
  let named: readonly Entry[] = [];
  let priced: readonly Entry[] | undefined;
  return {
    get name() {
      return named;
    },
    get price() {
      priced ??= named.toSorted(byPrice);
      return priced;
    },
    /** Takes the entries that are moving out, and these in. */
    move(staying: readonly Entry[]) {
      named = reorder(named, staying, byName);
      priced = undefined;
    },
    reprice() {
      priced = undefined;
    },
  };
}
