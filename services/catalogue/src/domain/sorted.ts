/** The place of the first item that `isAfter`, in a list in which all behind it are too; of the first `end` items, if given. */
export function placeAfter<Item>(
  list: readonly Item[],
  isAfter: (item: Item) => boolean,
  end: number = list.length,
): number {
  let [low, high] = [0, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = list[middle];
    if (item === undefined || isAfter(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Puts items, in order, where they belong in a list of the same order. The list is changed in place: few cost little. */
export function mergeInto<Item>(
  list: Item[],
  sorted: readonly Item[],
  order: (a: NoInfer<Item>, b: NoInfer<Item>) => number,
): void {
  let end = list.length;
  for (const item of sorted) list.push(item);
  for (let before = sorted.length - 1; before >= 0; before -= 1) {
    const item = sorted[before];
    if (item === undefined) continue;
    const place = placeAfter(list, (other) => order(other, item) > 0, end);
    for (let from = end - 1; from >= place; from -= 1) {
      const moved = list[from];
      if (moved !== undefined) list[from + before + 1] = moved;
    }
    list[place + before] = item;
    end = place;
  }
}

/** Takes items out of a list, in place. */
export function removeFrom<Item>(list: Item[], leaving: ReadonlySet<Item>): void {
  let kept = 0;
  for (const item of list) {
    if (leaving.has(item)) continue;
    list[kept] = item;
    kept += 1;
  }
  list.length = kept;
}
