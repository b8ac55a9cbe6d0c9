import { type Static, Type } from 'typebox';
import { Sku } from './gtin.ts';
import { Id, Nullable, Time } from './text.ts';

/** VAT on what a grocer sells: most food 0 %, a few goods 5 %, the rest 20 %. */
export const vatClasses = ['zero', 'reduced', 'standard'] as const;
export const VatClass = Type.Enum([...vatClasses]);
export type VatClass = Static<typeof VatClass>;

/** What a product costs us: more than nothing, £10,000 at most. */
export const Cost = Type.Object(
  { amountMinor: Type.Integer({ minimum: 1, maximum: 1_000_000 }), currency: Type.Literal('GBP') },
  { additionalProperties: false },
);

/** What a price is made from; without a cost a product is never priced. */
export const PricingInputs = Type.Object(
  {
    cost: Cost,
    shelfLifeDays: Type.Integer({ minimum: 1, maximum: 3650 }),
    vatClass: VatClass,
  },
  { additionalProperties: false },
);
export type PricingInputs = Static<typeof PricingInputs>;

/** Why a price is what it is; every price carries one. */
export const priceRules = [
  'opening',
  'margin',
  'demand',
  'competitor-index',
  'promotion',
  'expiry-markdown',
  'ceiling',
  'nightly-limit',
  'cost-floor',
] as const;
export const PriceRule = Type.Enum([...priceRules]);
export type PriceRule = Static<typeof PriceRule>;

/** Products in a competitor index at most: what fits into one call of a function. */
export const maxIndexedProducts = 200_000;

/** What others ask for products, in per cent of their cost-plus price: 95 is a twentieth less. */
export const CompetitorIndex = Type.Record(Sku, Type.Integer({ minimum: 1, maximum: 1000 }), {
  additionalProperties: false,
  minProperties: 1,
  maxProperties: maxIndexedProducts,
});
export type CompetitorIndex = Static<typeof CompetitorIndex>;

/** What `reprice-plan` is asked by hand: to start a run, to tell how one stands, to take an incomplete one up again. */
export const RepriceCommand = Type.Union([
  Type.Object(
    { trigger: Type.Literal('manual'), competitorIndex: Type.Optional(CompetitorIndex) },
    { additionalProperties: false },
  ),
  Type.Object({ runId: Id }, { additionalProperties: false }),
  Type.Object({ resume: Id }, { additionalProperties: false }),
]);
export type RepriceCommand = Static<typeof RepriceCommand>;

/** What a closed run did to the prices. */
export const RepriceSummary = Type.Object({
  skus: Type.Integer(),
  firstPriced: Type.Integer(),
  up: Type.Integer(),
  down: Type.Integer(),
  unchanged: Type.Integer(),
  byRule: Type.Record(Type.String(), Type.Integer()),
  durationMs: Type.Integer(),
  /** Invocations that completed its shards, and how many of them were the first of their process. */
  invocations: Type.Integer(),
  coldStarts: Type.Integer(),
});
export type RepriceSummary = Static<typeof RepriceSummary>;

/** A shard that an incomplete run lacks; `failure` is what its last try came to, null where none was seen. */
export const FailedShard = Type.Object({
  shard: Type.Integer(),
  skus: Type.Object({ from: Sku, to: Sku }),
  failures: Type.Integer(),
  failure: Nullable(Type.String()),
});
export type FailedShard = Static<typeof FailedShard>;

/** A night's or a hand-started re-pricing. `summary` is null until the last shard closes it; one that cannot finish is `incomplete`. */
export const RepriceRun = Type.Object({
  runId: Id,
  trigger: Type.Enum(['schedule', 'manual']),
  businessDate: Type.String({ format: 'date' }),
  status: Type.Enum(['open', 'closed', 'incomplete']),
  startedAt: Time,
  closedAt: Nullable(Time),
  shards: Type.Integer(),
  shardsDone: Type.Integer(),
  failedShards: Type.Array(FailedShard),
  summary: Nullable(RepriceSummary),
});
export type RepriceRun = Static<typeof RepriceRun>;
