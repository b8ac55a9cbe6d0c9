import { describe, expect, it } from 'vitest';
import { inGroups, inGroupsOn } from './groups.ts';

/** Work whose calls end when told to, and the groups that it was given. */
function heldWork(limit: number) {
  const groups: number[][] = [];
  const ends: (() => void)[] = [];
  const ask = inGroups<number, string>(limit, async (items) => {
    groups.push([...items]);
    const { promise, resolve } = Promise.withResolvers<void>();
    ends.push(resolve);
    await promise;
    return items.map((item) => (item < 0 ? new Error(`no ${item}`) : `did ${item}`));
  });
  return { groups, ask, end: () => ends.shift()?.() };
}

describe('work in groups', () => {
  it('starts at once, and gathers what comes meanwhile, up to the limit', async () => {
    const { groups, ask, end } = heldWork(2);
    const asked = [1, 2, 3, 4].map(ask);
    expect(groups).toEqual([[1]]);
    end();
    await asked[0];
    await expect.poll(() => groups).toEqual([[1], [2, 3]]);
    end();
    await expect.poll(() => groups).toEqual([[1], [2, 3], [4]]);
    end();
    expect(await Promise.all(asked)).toEqual(['did 1', 'did 2', 'did 3', 'did 4']);
  });

  it('fails the item that failed, and no other of its group', async () => {
    const { ask, end } = heldWork(10);
    const asked = [1, -2, 3].map(ask);
    const settled = Promise.allSettled(asked);
    end();
    await asked[0];
    end();
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('fails a group as a whole when its work throws, and goes on with the next', async () => {
    let calls = 0;
    const ask = inGroups<number, number>(10, async (items) => {
      calls += 1;
      if (calls === 1) throw new Error('away');
      return items;
    });
    const [first, second] = [ask(1), ask(2)];
    await expect(first).rejects.toThrow('away');
    expect(await second).toBe(2);
  });

  it('keeps the groups of several things apart', async () => {
    const calls: [string, number[]][] = [];
    const ask = inGroupsOn(10, async (thing: { name: string }, items: readonly number[]) => {
      calls.push([thing.name, [...items]]);
      return items;
    });
    const [one, other] = [{ name: 'one' }, { name: 'other' }];
    await Promise.all([ask(one, 1), ask(other, 2), ask(one, 3), ask(one, 4)]);
    expect(calls).toEqual([
      ['one', [1]],
      ['other', [2]],
      ['one', [3, 4]],
    ]);
  });
});
