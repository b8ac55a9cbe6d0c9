import { useEffect, useState } from 'preact/hooks';

/** State that outlives a reload of the tab, and the way to the sign-in page and back. */
export function useKept<T>(key: string, initial: T): [value: T, set: (value: T) => void] {
  const [value, set] = useState<T>(() => {
    const text = sessionStorage.getItem(key);
    return text === null ? initial : JSON.parse(text);
  });
  useEffect(() => sessionStorage.setItem(key, JSON.stringify(value)), [key, value]);
  return [value, set];
}
