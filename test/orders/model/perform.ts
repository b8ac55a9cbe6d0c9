import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { type Act, threadOf } from './acts.ts';
import { explain, run } from './explain.ts';
import { type Model, newModel, orderOf, ordersUnder } from './model.ts';
import { readWorld } from './read-world.ts';
import { doActs } from './real-acts.ts';
import type { RealShop } from './real-shop.ts';
import type { OrderState } from './world.ts';

const MINUTE_MS = 60_000;

/** Does acts, and holds what they answer and what they leave behind to the model. */
export async function perform(
  model: Model,
  real: RealShop,
  acts: readonly Act[],
  picks?: readonly number[],
): Promise<void> {
  const answers = await doActs(real, model, acts, picks);
  const world = await readWorld(real);
  model.answers = {};
  const threads = acts.map((act, index) => threadOf(act, index, { mayPass: acts.length > 1 && picks === undefined }));
  if (acts.length > 1) {
    const seen = [answers, world];
    const outcome = explain(model, threads, (other) => isDeepStrictEqual([other.answers, other.world], seen));
    if (outcome) return void Object.assign(model, outcome);
  }
  // Alone, there is one way to go. At once, none led here: then one after the other is the nearest to compare with.
  for (const thread of threads) run(model, thread);
  const title =
    acts.length > 1 ? `no order of the steps ends like this: ${JSON.stringify(acts)}` : JSON.stringify(acts);
  expect({ answers, world }, title).toEqual({ answers: model.answers, world: model.world });
}

/** Everything lands, the warehouse finishes, and recover has time and turns enough: then nothing may be left open. */
export async function comeToRest(model: Model, real: RealShop): Promise<void> {
  const recoverAfter = async (ms: number) => {
    model.now += ms;
    real.wait(ms);
    await perform(model, real, [{ kind: 'recover' }]);
  };
  for (const lines of [model.lines, real.lines]) Object.assign(lines, newModel().lines);
  for (const order of [...model.world.inTheAir]) await perform(model, real, [{ kind: 'land', order }]);
  // A gateway that fails the first request about an order answers the second.
  await recoverAfter(10 * MINUTE_MS);
  await recoverAfter(3 * MINUTE_MS);
  for (const label of Object.keys(model.wishes)) {
    for (const [nth, key] of ordersUnder(model, label).entries()) {
      if (!orderOf(model, key).release) continue;
      await perform(model, real, [{ kind: 'report', label, nth, what: 'dispatched' }]);
    }
  }
  await recoverAfter(24 * 60 * MINUTE_MS);
  await recoverAfter(3 * MINUTE_MS);
  for (const [key, order] of Object.entries(model.world.orders)) {
    expect(isAtRest(order), `${key} at rest: ${JSON.stringify(order)}`).toBe(true);
  }
}

function isAtRest({ status, payment, settleAfter, release, withdrawal }: OrderState): boolean {
  const isSent = release?.sentAt !== null && withdrawal?.sentAt !== null;
  if (status === 'dispatched') return isSent && (payment === 'capture-failed' || settleAfter === null);
  const isOff = status === 'cancelled' || status === 'rejected';
  return isSent && isOff && settleAfter === null && ['none', 'declined', 'voided'].includes(payment);
}
