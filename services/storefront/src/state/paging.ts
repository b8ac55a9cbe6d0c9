import type { Inputs } from 'preact/hooks';
import { useRef, useState } from 'preact/hooks';
import { type Loaded, useLoaded } from './loading.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface Paged<T> {
  readonly items: readonly T[];
  /** Fetches the next page; undefined on the last. */
  readonly more: (() => Promise<void>) | undefined;
}

type LoadPage<T> = (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>;

/** A list that grows by a page at a time, and begins anew when an input changes. */
export function usePages<T>(load: LoadPage<T>, inputs: Inputs): [paged: Loaded<Paged<T>>, reload: () => void] {
  const [first, reload] = useLoaded((signal) => load(undefined, signal), inputs);
  const [rest, setRest] = useState<{ after: Page<T>; pages: readonly Page<T>[] }>();
  const loading = useRef(false);
  if (first.state !== 'ready') return [first, reload];

  // Pages that followed another first page belong to another list.
  const pages = [first.value, ...(rest?.after === first.value ? rest.pages : [])];
  const cursor = pages.at(-1)?.nextCursor;
  const more = async () => {
    if (!cursor || loading.current) return;
    loading.current = true;
    try {
      const page = await load(cursor, AbortSignal.timeout(30_000));
      setRest({ after: first.value, pages: [...pages.slice(1), page] });
    } finally {
      loading.current = false;
    }
  };
  const value = { items: pages.flatMap(({ items }) => items), more: cursor ? more : undefined };
  return [{ state: 'ready', value }, reload];
}
