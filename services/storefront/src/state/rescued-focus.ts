import { useLayoutEffect, useRef } from 'preact/hooks';

/** When a change takes the focused control away, gives the focus to another, so that a keyboard keeps its place. */
export function useRescuedFocus(change: unknown, find: () => HTMLElement | null | undefined): void {
  const last = useRef(change);
  useLayoutEffect(() => {
    if (last.current === change) return;
    last.current = change;
    if (document.activeElement === document.body) find()?.focus({ preventScroll: true });
  });
}
