/** SKUs that have been seen: exact, and in 8 to 32 bytes each, which a set of texts would need ten times over. */
export function createSkuSet(): { add(sku: string): boolean } {
  let slots = new Float64Array(1 << 14);
  let size = 0;

  /** Where a number is, or would go. An empty slot is 0, which is no SKU. */
  function slotOf(table: Float64Array, number: number): number {
    const mask = table.length - 1;
    let slot = (Math.imul(number % 0x7fffffff, 0x9e3779b1) >>> 7) & mask;
    while (table[slot] !== 0 && table[slot] !== number) slot = (slot + 1) & mask;
    return slot;
  }

  function grow(): void {
    const larger = new Float64Array(slots.length * 2);
    for (const number of slots) if (number !== 0) larger[slotOf(larger, number)] = number;
    slots = larger;
  }

  return {
    /** Adds a SKU in canonical form; false when it was there. Leading zeros tell no two apart, as the form follows from the number. */
    add(sku) {
      const number = Number(sku);
      const slot = slotOf(slots, number);
      if (slots[slot] === number) return false;
      slots[slot] = number;
      size += 1;
      if (size * 2 > slots.length) grow();
      return true;
    },
  };
}
