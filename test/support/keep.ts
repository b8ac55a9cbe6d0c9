import { onTestFinished } from 'vitest';

/** Keeps what a test has started until it ends, last in first out. Not an AsyncDisposableStack, which Node 22 does not have. */
export function keep<T>(started: T, stop: (it: T) => void | Promise<void>): T {
  onTestFinished(() => stop(started));
  return started;
}
