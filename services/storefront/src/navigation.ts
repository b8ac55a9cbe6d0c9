import { computed, signal } from '@preact/signals';
import { matchRoute } from './routes.ts';

interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Where the customer is. */
export const place = signal(currentPlace());
export const route = computed(() => matchRoute(place.value.path));

/** False until the first move within the shop: a page that the browser has just loaded keeps the browser's own focus. */
export let hasMoved = false;

/** Moves within the shop. With `replace`, Back does not return to where the customer was. */
export function navigate(to: string, { replace = false } = {}): void {
  const { path } = place.value;
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  arrive();
  if (place.value.path !== path) scrollTo(0, 0);
}

/** Lets plain links within the shop move without loading the page anew, and follows Back and Forward. */
export function startNavigation(): void {
  addEventListener('popstate', arrive);
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || !isPlainClick(event) || !leadsWithinShop(link)) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
}

function arrive(): void {
  hasMoved = true;
  place.value = currentPlace();
}

function currentPlace(): Place {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

function isPlainClick(event: MouseEvent): boolean {
  const { button, ctrlKey, metaKey, shiftKey, altKey, defaultPrevented } = event;
  return button === 0 && !(ctrlKey || metaKey || shiftKey || altKey || defaultPrevented);
}

function leadsWithinShop(link: HTMLAnchorElement): boolean {
  if (link.origin !== location.origin || link.target || link.hasAttribute('download')) return false;
  if (link.hash) return false;
  return matchRoute(link.pathname).page !== 'not-found';
}
