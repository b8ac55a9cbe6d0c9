import type { LineRecord } from './order.ts';
import { orderTotal } from './totals.ts';

/** What the warehouse reports of a line. */
export interface ReportedPick {
  readonly sku: string;
  readonly picked: number;
}

export interface Picks {
  readonly lines: readonly LineRecord[];
  /** The total of what was picked, with the delivery fee; nothing picked, nothing to pay. Pence. */
  readonly totalMinor: number;
  readonly isNothing: boolean;
}

/**
 * An order's lines after a report. A line that was not reported was not picked; more than was ordered counts as ordered,
 * so that a total is only ever lowered.
 */
export function applyPicks(
  order: { readonly lines: readonly LineRecord[]; readonly deliveryFeeMinor: number },
  report: readonly ReportedPick[],
): Picks {
  const picked = new Map(report.map((line) => [line.sku, line.picked]));
  const lines = order.lines.map((line) => ({ ...line, picked: Math.min(picked.get(line.sku) ?? 0, line.quantity) }));
  const isNothing = lines.every((line) => line.picked === 0);
  return { lines, isNothing, totalMinor: isNothing ? 0 : orderTotal(lines, order.deliveryFeeMinor) };
}
