import fc from 'fast-check';
import type { Act } from './acts.ts';
import { type Model, ordersUnder, type Wish } from './model.ts';
import { perform } from './perform.ts';
import type { RealShop } from './real-shop.ts';
import type { ReportName } from './thread.ts';
import { type Line, MILK, type SkuName, TEA } from './world.ts';

/** An act whose order or adjustment is yet to be chosen, among those that there are when it is done. */
type Draft =
  | { readonly kind: 'place'; readonly wish: Wish; readonly copies: number }
  | { readonly kind: 'place again' | 'cancel' | 'land' | 'adjust again'; readonly which: number }
  | { readonly kind: 'report'; readonly which: number; readonly what: ReportName }
  | { readonly kind: 'adjust'; readonly sku: SkuName; readonly delta: number }
  | { readonly kind: 'recover' };

type Command = fc.AsyncCommand<Model, RealShop>;

/** A batch of recover is 8 orders: up to that a run of it is one claim. Three acts at once may add three. */
const MOST_ORDERS = 8 - 3;
/** No request hangs between two machines for longer. */
const LONGEST_FLIGHT_MS = 240_000;
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const which = fc.nat(11);
const quantity = fc.integer({ min: 1, max: 3 });

const wish: fc.Arbitrary<Wish> = fc.record({
  lines: fc
    .tuple(fc.constantFrom([TEA], [MILK], [TEA, MILK], [MILK, TEA]), quantity, quantity)
    .map(([skus, ...quantities]) => skus.map((sku, index) => ({ sku, quantity: quantities[index] ?? 1 }))),
  slot: fc.constantFrom('later', 'soon'),
  card: fc.oneof(
    { weight: 8, arbitrary: fc.constant('good' as const) },
    {
      weight: 8,
      arbitrary: fc.constantFrom(
        'declined',
        'late',
        'reset before',
        'reset after',
        'limited',
        'broken',
        'capture refused',
      ),
    },
  ),
  picks: fc.constantFrom('full', 'full', 'short', 'nothing'),
});

const placing = fc.record({ kind: fc.constant('place' as const), wish, copies: fc.constant(1) });
const duplicates = fc.record({ kind: fc.constant('place' as const), wish, copies: fc.constantFrom(2, 3) });
const adjusting = fc.record({
  kind: fc.constant('adjust' as const),
  sku: fc.constantFrom(TEA, MILK),
  delta: fc.integer({ min: -4, max: 6 }),
});
const recovering = fc.constant({ kind: 'recover' as const });

/** What is done about an order that there is: `which` counts back from the newest. */
function aboutOrder(of: fc.Arbitrary<number>) {
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constantFrom('cancel', 'cancel', 'place again', 'land'), which: of }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('report' as const),
        which: of,
        what: fc.constantFrom<ReportName>('picking-started', 'picked', 'dispatched'),
      }),
    },
  );
}

const draft: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 4, arbitrary: placing },
  { weight: 7, arbitrary: aboutOrder(which) },
  { weight: 1, arbitrary: adjusting },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('adjust again' as const), which }) },
  { weight: 3, arbitrary: recovering },
);

/** Two or three things at once, all about one order, which may be one that is being placed. */
const aboutOne: fc.Arbitrary<Draft[]> = which.chain((one) => {
  const first = fc.oneof(placing, recovering, aboutOrder(fc.constant(one)));
  const rest = fc.array(fc.oneof(recovering, aboutOrder(fc.constant(one))), { minLength: 1, maxLength: 2 });
  return fc.tuple(first, rest).map(([head, tail]) => [head, ...tail]);
});

/** Undefined: everything really at once, as in life. Else in turns, which can be had again. */
const picks = fc.option(fc.array(fc.nat(5), { maxLength: 40 }), { nil: undefined, freq: 2 });

const waiting = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(10 * SECOND_MS, 40 * SECOND_MS, 3 * MINUTE_MS, 6 * MINUTE_MS) },
  { weight: 1, arbitrary: fc.constantFrom(HOUR_MS, 3 * HOUR_MS, 24 * HOUR_MS) },
);

/** Everything that can be done to the shop; each is as likely as the others. */
export const commands: fc.Arbitrary<Command>[] = [
  placing.map((only) => new Do([only])),
  draft.map((only) => new Do([only])),
  aboutOrder(which).map((only) => new Do([only])),
  fc.tuple(duplicates, picks).map(([only, order]) => new Do([only], order)),
  fc.tuple(fc.array(draft, { minLength: 2, maxLength: 3 }), picks).map(([drafts, order]) => new Do(drafts, order)),
  fc.tuple(aboutOne, picks).map(([drafts, order]) => new Do(drafts, order)),
  waiting.map((ms) => new Wait(ms)),
  fc
    .tuple(fc.constantFrom('queue', 'gateway'), fc.constantFrom<Line>('up', 'down', 'deaf'))
    .map(([what, line]) => new Turn(what, line)),
];

/** Acts done at once, to the real thing and to the model. */
class Do implements Command {
  readonly drafts: readonly Draft[];
  readonly picks: readonly number[] | undefined;

  constructor(drafts: readonly Draft[], order?: readonly number[]) {
    this.drafts = drafts;
    this.picks = order;
  }

  check(model: Readonly<Model>): boolean {
    return choose(structuredClone(model), this.drafts).length > 0;
  }

  async run(model: Model, real: RealShop): Promise<void> {
    await perform(model, real, choose(model, this.drafts), this.picks);
  }

  toString(): string {
    const drafts = this.drafts.map(({ kind, ...rest }) => `${kind} ${JSON.stringify(rest)}`);
    if (drafts.length === 1) return String(drafts);
    return `${this.picks ? `in turns ${JSON.stringify(this.picks)}` : 'at once'} (${drafts.join(' | ')})`;
  }
}

class Wait implements Command {
  readonly ms: number;

  constructor(ms: number) {
    this.ms = ms;
  }

  check({ now, world }: Readonly<Model>): boolean {
    return world.inTheAir.every((order) => now + this.ms - (world.orders[order]?.placedAt ?? 0) < LONGEST_FLIGHT_MS);
  }

  async run(model: Model, real: RealShop): Promise<void> {
    model.now += this.ms;
    real.wait(this.ms);
  }

  toString(): string {
    return `wait ${this.ms / SECOND_MS} s`;
  }
}

class Turn implements Command {
  readonly what: keyof Model['lines'];
  readonly line: Line;

  constructor(what: keyof Model['lines'], line: Line) {
    this.what = what;
    this.line = line;
  }

  check({ lines }: Readonly<Model>): boolean {
    return lines[this.what] !== this.line;
  }

  async run(model: Model, real: RealShop): Promise<void> {
    model.lines[this.what] = this.line;
    real.lines[this.what] = this.line;
  }

  toString(): string {
    return `the ${this.what} is ${this.line}`;
  }
}

/** Chooses what each draft is about, and enters new wishes and adjustments in the model. */
function choose(model: Model, drafts: readonly Draft[]): Act[] {
  const hasRoom = Object.keys(model.world.orders).length <= MOST_ORDERS;
  const possible = drafts.filter(({ kind }) => hasRoom || !kind.startsWith('place'));
  return possible.flatMap((given) => actsOf(model, given));
}

function actsOf(model: Model, given: Draft): Act[] {
  switch (given.kind) {
    case 'place':
      return newPlacing(model, given);
    case 'place again':
      return about(model, given.which, (label) => ({ kind: 'place', label }));
    case 'cancel':
      return about(model, given.which, (label) => ({ kind: 'cancel', label }));
    case 'report':
      return about(model, given.which, (label) => ({ kind: 'report', label, nth: -1, what: given.what }));
    case 'adjust':
      model.adjustments.push({ sku: given.sku, delta: given.delta });
      return [{ kind: 'adjust', adjustment: model.adjustments.length - 1 }];
    case 'adjust again':
      return pick(model.adjustments, given.which, (_, adjustment) => ({ kind: 'adjust', adjustment }));
    case 'land':
      return pick(model.world.inTheAir, given.which, (order) => ({ kind: 'land', order }));
    case 'recover':
      return [given];
  }
}

function newPlacing(model: Model, { wish: wanted, copies }: Extract<Draft, { kind: 'place' }>): Act[] {
  const label = `order-${Object.keys(model.wishes).length + 1}`;
  model.wishes[label] = wanted;
  return Array.from({ length: copies }, () => ({ kind: 'place', label }));
}

/** About a label that has an order, or that is the newest and may just be having one placed. */
function about(model: Model, index: number, act: (label: string) => Act): Act[] {
  const labels = Object.keys(model.wishes);
  const newest = labels.at(-1);
  return pick(
    labels.filter((label) => label === newest || ordersUnder(model, label).length > 0),
    index,
    act,
  );
}

/** The item at that place, counted back from the newest. */
function pick<Item>(items: readonly Item[], wanted: number, act: (item: Item, index: number) => Act): Act[] {
  const index = items.length - 1 - (wanted % items.length);
  const item = items[index];
  return item === undefined ? [] : [act(item, index)];
}
