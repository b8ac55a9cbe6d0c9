import fc from 'fast-check';
import type { Model } from './model.ts';
import { rules } from './rules.ts';
import { isOver, movesOf, type Thread, take } from './thread.ts';

/** A run that could have gone in more ways than anybody can try proves nothing: another takes its place. */
const MOST_STATES = 20_000;

/** Takes a thread's steps one after the other. */
export function run(model: Model, thread: Thread): void {
  let left = thread;
  for (let [move] = movesOf(left); move; [move] = movesOf(left)) left = move.left(take(rules, model, move.step));
}

/**
 * The model after the threads have run at once, in an order of their steps that ends in what was seen; undefined when there is
 * none. What was seen is told whole, so that whichever order is found, the model is the same.
 */
export function explain(
  model: Model,
  threads: readonly Thread[],
  wasSeen: (candidate: Model) => boolean,
): Model | undefined {
  const visited = new Set<string>();
  function search(before: string, left: readonly Thread[]): Model | undefined {
    const state = before + JSON.stringify(left);
    if (visited.has(state)) return undefined;
    visited.add(state);
    fc.pre(visited.size <= MOST_STATES);
    if (left.every(isOver)) {
      const candidate: Model = JSON.parse(before);
      if (wasSeen(candidate)) return candidate;
    }
    for (const [index, thread] of left.entries()) {
      for (const move of movesOf(thread)) {
        const after: Model = JSON.parse(before);
        const following = take(rules, after, move.step);
        const found = search(JSON.stringify(after), left.with(index, move.left(following)));
        if (found) return found;
      }
    }
    return undefined;
  }
  return search(JSON.stringify(model), threads);
}
