/** What a line costs: what was picked of it, or what was ordered while nothing is known yet. Pence. */
export function lineTotal(line: { quantity: number; picked?: number | null; unitPriceMinor: number }): number {
  return (line.picked ?? line.quantity) * line.unitPriceMinor;
}

/** What an order costs: its lines and the delivery. Pence. */
export function orderTotal(lines: readonly Parameters<typeof lineTotal>[0][], deliveryFeeMinor: number): number {
  return lines.reduce((sum, line) => sum + lineTotal(line), deliveryFeeMinor);
}
