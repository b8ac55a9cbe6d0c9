import { AsyncLocalStorage } from 'node:async_hooks';

/** Does a piece of work for a group of items at once; an item whose work failed is answered by an Error. */
export type GroupWork<Item, Result> = (items: readonly Item[]) => Promise<readonly (Result | Error)[]>;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
  readonly inItsContext: <T>(work: () => T) => T;
}

/**
 * Gathers what is asked for while a group is under way into the next one, of at most `limit` items. Nobody waits for company:
 * alone, an item is a group of its own; under load, many share one call, as commits do. A group is traced as its first item is.
 */
export function inGroups<Item, Result>(limit: number, work: GroupWork<Item, Result>): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let isUnderWay = false;

  async function workOff(): Promise<void> {
    isUnderWay = true;
    while (waiting.length > 0) {
      const group = waiting.slice(0, limit);
      waiting = waiting.slice(limit);
      try {
        const results = await group[0]?.inItsContext(() => work(group.map(({ item }) => item)));
        group.forEach(({ resolve, reject }, index) => {
          const result = results?.[index];
          if (result === undefined || result instanceof Error) reject(result ?? new Error('the group has no result'));
          else resolve(result);
        });
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    isUnderWay = false;
  }

  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    waiting.push({ item, resolve, reject, inItsContext: AsyncLocalStorage.snapshot() });
    if (!isUnderWay) void workOff();
    return promise;
  };
}

/** The same for work on one of several things, such as a database: each has groups of its own, and is let go with them. */
export function inGroupsOn<Thing extends object, Item, Result>(
  limit: number,
  work: (thing: Thing, items: readonly Item[]) => ReturnType<GroupWork<Item, Result>>,
): (thing: Thing, item: Item) => Promise<Result> {
  const groupsOf = new WeakMap<Thing, (item: Item) => Promise<Result>>();
  return (thing, item) => {
    const ask = groupsOf.get(thing) ?? inGroups(limit, (items) => work(thing, items));
    groupsOf.set(thing, ask);
    return ask(item);
  };
}
