/** Drawn on a grid of 24, as strokes in the text's colour. */
const drawings = {
  brand:
    'M5 10h14l-1.6 9.2a1 1 0 0 1-1 .8H7.6a1 1 0 0 1-1-.8L5 10ZM12 10c0-4 1.5-6.5 6-7-.5 4.5-2.5 6-6 7Zm0 0C11.5 7 9.5 5.5 6.5 5.5 7 8.5 9 10 12 10Z',
  basket: 'M4 9h16l-1.8 10H5.8L4 9Zm4 0 3-5m5 5-3-5M9.5 13v3m5-3v3',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 5 5',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  bin: 'M5 7h14M10 7V4h4v3m3.5 0-.8 13H7.3L6.5 7M10 11v5m4-5v5',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-10v5m0-8.5v.1',
  warning: 'M12 4 2.5 20h19L12 4Zm0 6v5m0 2.4v.1',
  success: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm-4-9 3 3 5-6',
  done: 'm6 12.5 4 4 8-9',
  van: 'M2 6h12v11H2V6Zm12 4h4l3.5 3.5V17H14v-7ZM6.5 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm11 0a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
} as const;

export type IconName = keyof typeof drawings;

/** A picture beside a word that says the same: hidden from screen readers. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={drawings[name]} />
    </svg>
  );
}
