import { signal } from '@preact/signals';

/** What a screen reader is told next; shown by the page's one live region. */
export const announcement = signal('');

export function announce(text: string): void {
  // The same text twice is no change to a live region: an invisible space makes it one.
  announcement.value = announcement.value === text ? `${text}\u00a0` : text;
}
