import { describe, expect, it } from 'vitest';
import { asNewcomer, createLine, type Line } from './line.ts';

/** Takes a place for a moment, and notes that. */
async function visit(line: Line, name: string, visits: string[]): Promise<void> {
  const leave = await line.enter();
  visits.push(name);
  leave();
}

describe('a line', () => {
  it('gives out its places at once, and then in turn', async () => {
    const line = createLine({ places: 2, maxStandstillMs: 1000 });
    const [leave] = await Promise.all([line.enter(), line.enter()]);
    const third = line.enter().then(() => 'admitted');
    expect(await Promise.race([third, Promise.resolve('waits')])).toBe('waits');
    leave();
    expect(await third).toBe('admitted');
  });

  it('lets who has begun go before who has not', async () => {
    const line = createLine({ places: 1, maxStandstillMs: 1000 });
    const leave = await line.enter();
    const visits: string[] = [];
    const { promise: twoAreBegun, resolve: begin } = Promise.withResolvers<void>();
    const newcomers = ['a', 'b'].map((name) =>
      asNewcomer(async () => {
        await visit(line, `${name} begins`, visits);
        if (name === 'b') begin();
        await twoAreBegun;
        await visit(line, `${name} goes on`, visits);
      }),
    );
    leave();
    await twoAreBegun;
    const leaveAgain = await line.enter();
    const late = asNewcomer(() => visit(line, 'c begins', visits));
    await Promise.resolve();
    leaveAgain();
    await Promise.all([...newcomers, late]);
    expect(visits.slice(0, 2)).toEqual(['a begins', 'b begins']);
    expect(visits.at(-1)).toBe('c begins');
  });

  it('sends all who wait away when nothing moves, and is in order afterwards', async () => {
    const line = createLine({ places: 1, maxStandstillMs: 5 });
    const leave = await line.enter();
    const waiting = await Promise.allSettled([line.enter(), asNewcomer(() => line.enter())]);
    expect(waiting.map((one) => (one.status === 'rejected' ? one.reason.message : 'admitted'))).toEqual([
      'no place became free in 5 ms',
      'no place became free in 5 ms',
    ]);
    leave();
    leave();
    const leaveAgain = await line.enter();
    const next = line.enter();
    leaveAgain();
    await next;
  });
});
