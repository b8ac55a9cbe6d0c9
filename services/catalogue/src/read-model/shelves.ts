import { type DepartmentId, departmentIds } from '@grocer/contracts/catalogue';
import type { Entry } from './entry.ts';
import { byName, byPrice, reorder } from './ordered.ts';

/** Products in both orders of lists. */
export interface Shelf {
  readonly name: readonly Entry[];
  readonly price: readonly Entry[];
}

/** The whole assortment and each department of it, kept in order. */
export interface Shelves {
  /** A department's products; of null, all. */
  of(department: DepartmentId | null): Shelf;
  /** Puts entries whose record is new where they belong, in every list. */
  moveRecords(moved: readonly Entry[]): void;
  /** Puts entries whose price is new where they belong by it. */
  movePrices(moved: readonly Entry[]): void;
}

const orders = { name: byName, price: byPrice };

/** Creates empty shelves. */
export function createShelves(): Shelves {
  const all = emptyShelf();
  const departments = new Map(departmentIds.map((id) => [id, emptyShelf()]));

  function move(order: keyof Shelf, moved: readonly Entry[], touched: ReadonlySet<DepartmentId>): void {
    for (const entry of moved) entry.isMoving = true;
    all[order] = reorder(all[order], moved, orders[order]);
    for (const id of touched) {
      const shelf = departments.get(id);
      const staying = moved.filter(({ record }) => record.department === id);
      if (shelf) shelf[order] = reorder(shelf[order], staying, orders[order]);
    }
    for (const entry of moved) entry.isMoving = false;
  }

  return {
    of: (department) => (department === null ? all : (departments.get(department) ?? all)),
    moveRecords(moved) {
      if (moved.length === 0) return;
      const touched = new Set(
        moved.flatMap(({ shelvedIn, record }) => [shelvedIn ?? record.department, record.department]),
      );
      for (const entry of moved) entry.shelvedIn = entry.record.department;
      move('name', moved, touched);
      move('price', moved, touched);
    },
    movePrices(moved) {
      if (moved.length > 0) move('price', moved, new Set(moved.map(({ record }) => record.department)));
    },
  };
}

function emptyShelf(): { name: Entry[]; price: Entry[] } {
  return { name: [], price: [] };
}
