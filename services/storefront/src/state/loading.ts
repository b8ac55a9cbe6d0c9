import type { Inputs } from 'preact/hooks';
import { useCallback, useEffect, useState } from 'preact/hooks';

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'ready'; readonly value: T };

type Load<T> = (signal: AbortSignal) => Promise<T>;

/**
 * Loads a page's data, and again when an input changes or `reload` is called. What was loaded stays while it is loaded
 * anew; what an unmounted page still waits for is aborted.
 */
export function useLoaded<T>(load: Load<T>, inputs: Inputs): [loaded: Loaded<T>, reload: () => void] {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    setLoaded((last) => (last.state === 'ready' ? last : { state: 'loading' }));
    load(signal).then(
      (value) => signal.aborted || setLoaded({ state: 'ready', value }),
      (error: unknown) => signal.aborted || setLoaded({ state: 'failed', error }),
    );
    return () => controller.abort();
  }, [...inputs, round]);
  return [loaded, reload];
}
