import type { DepartmentId } from '@grocer/contracts/catalogue';

/** Drawn on a grid of 32, as strokes in the text's colour. */
const drawings: Record<DepartmentId, string> = {
  'fruit-vegetables':
    'M16 11c-2-2-9-2-9 6 0 6 4 10 6.5 10 1.2 0 1.7-.7 2.5-.7s1.3.7 2.5.7C21 27 25 23 25 17c0-8-7-8-9-6Zm0 0c0-3 1-5 4-6',
  'meat-fish':
    'M4 16c4-6 10-7 15-4 2 1.2 3.5 2.5 4.5 4L28 11v10l-4.5-5c-1 1.5-2.5 2.8-4.5 4-5 3-11 2-15-4Zm6-1v.1M16 12.5c1.5 2 1.5 5 0 7',
  'dairy-eggs': 'M11 4h10v4l3 5v14H8V13l3-5V4Zm0 4h10M8 18c4-2.5 5 2.5 8 1s4-2.5 8-1',
  bakery: 'M7 27V15c-3-1-3-8 3-8h12c6 0 6 7 3 8v12H7Zm6-12v4m6-4v4',
  'chilled-ready-meals':
    'M4 14h24c0 7-4 12-8 12h-8c-4 0-8-5-8-12Zm7-4c-1.5-2 1.5-3 0-5m5 5c-1.5-2 1.5-3 0-5m5 5c-1.5-2 1.5-3 0-5',
  frozen:
    'M16 4v24M5.6 10l20.8 12M26.4 10 5.6 22M13 6l3 3 3-3M13 26l3-3 3 3M7 14l1-4-4-1m21 13 1 4m-1-4 4-1M7 18l1 4-4 1M25 14l-1-4 4-1',
  'food-cupboard': 'M9 6h14v5H9V6Zm1 5h12v16H10V11Zm0 5h12m-12 7h12',
  'snacks-confectionery': 'M10 4h12l-1 3 2 17-1.5 4h-11L9 24l2-17-1-3Zm1 3h10M9 24h14m-10-9 3-2 3 2v4l-3 1.5-3-1.5v-4Z',
  drinks: 'M8 9h16l-2 18H10L8 9Zm1 6h14M17 9l2-6h4',
  'beer-wine-spirits': 'M10 4h12c1 7-1 12-6 12S9 11 10 4Zm6 12v11m-5 0h10M10 9.5h12',
  baby: 'M11 12h10v13a3 3 0 0 1-3 3h-4a3 3 0 0 1-3-3V12Zm-1-3h12v3H10V9Zm3 0c0-3 1-2.5 1-5h4c0 2.5 1 2 1 5m-4 9h3m-3 4h3',
  'health-beauty': 'M12 12h8c2 1.5 3 3 3 5v10H9V17c0-2 1-3.5 3-5Zm2 0V8h6m-6 0V5h4M9 18h14m-14 5h14',
  household: 'M12 4h6l4 3v2h-5v3c4 2 5 4 5 7v8H10v-8c0-3 1-5 4-7V4m3 3h5M10 20h12',
  pet: 'M16 17c-4 0-7 4-7 7 0 2.5 2 3.5 4 3 2-.6 4-.6 6 0 2 .5 4-.5 4-3 0-3-3-7-7-7Zm-8-4v2m16-2v2M13 7v3m6-3v3',
  other: 'M5 12h22l-2.5 14h-17L5 12Zm5 0 5-8m7 8-5-8M12 17v5m8-5v5m-4-5v5',
};

/** A department's sign, beside its name: hidden from screen readers. */
export function DepartmentIcon({ id }: { id: DepartmentId }) {
  return (
    <svg class="icon department-icon" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path d={drawings[id]} />
    </svg>
  );
}
