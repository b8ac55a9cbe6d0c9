import type { WarehouseEvent } from '@grocer/contracts/events';
import { canonicalSku } from '@grocer/contracts/gtin';

/** True when every SKU of an event is a GTIN; one that is none cannot be applied, however often it comes. */
export function namesOnlyGtins({ data }: WarehouseEvent): boolean {
  if ('sku' in data) return canonicalSku(data.sku) !== undefined;
  return !('lines' in data) || data.lines.every(({ sku }) => canonicalSku(sku) !== undefined);
}

/** The event with its SKUs as shelves and orders have them: any form is accepted in, and a pick must find its line. */
export function withKeptSkus(event: WarehouseEvent): WarehouseEvent {
  switch (event.type) {
    case 'grocer.order.picking-started':
      return event;
    case 'grocer.stock.adjusted':
      return { ...event, data: asKept(event.data) };
    default:
      return { ...event, data: { ...event.data, lines: event.data.lines.map(asKept) } };
  }
}

function asKept<Naming extends { readonly sku: string }>(naming: Naming): Naming {
  return { ...naming, sku: canonicalSku(naming.sku) ?? naming.sku };
}
