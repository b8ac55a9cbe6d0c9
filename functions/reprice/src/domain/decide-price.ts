import type { PriceRule } from '@grocer/contracts/pricing';
import { clamp, nightlyBounds, raiseTo } from './bounds.ts';
import { demandStepPermille } from './demand.ts';
import { withEnding } from './endings.ts';
import type { Goods } from './goods.ts';
import { costFloorMinor, marginPriceMinor } from './margin.ts';
import { markdownPercent } from './markdown.ts';

/** A price and why it is that: the rule that decided last, and what all of them found. */
export interface Decision {
  readonly amountMinor: number;
  /** The price before the reduction, while the goods are marked down. */
  readonly wasMinor: number | null;
  readonly rule: PriceRule;
  readonly reasons: {
    readonly marginMinor: number;
    readonly demandPermille: number;
    readonly markdownPercent: number;
    readonly floorMinor: number;
  };
}

/**
 * Decides a price: cost and margin, moved by demand; less a markdown for goods that would outlive their date; at most 20 % away
 * from the last scheduled run's; never below cost unless marked down, which wins over the 20 %; ending as our prices do.
 */
export function decidePrice(goods: Goods): Decision {
  const marginMinor = marginPriceMinor(goods);
  const demandPermille = demandStepPermille(goods);
  const percentOff = markdownPercent(goods);
  const floorMinor = percentOff > 0 ? 1 : costFloorMinor(goods);
  const targetMinor = Math.round((marginMinor * (1000 + demandPermille) * (100 - percentOff)) / 100_000);
  const nightly = nightlyBounds(goods.referenceMinor);
  const bounds = raiseTo(floorMinor, nightly);
  const boundedMinor = clamp(targetMinor, bounds);
  const amountMinor = withEnding(boundedMinor, bounds);
  return {
    amountMinor,
    wasMinor: percentOff > 0 ? higherThan(amountMinor, goods.wasMinor ?? goods.referenceMinor) : null,
    rule: ruleOf(),
    reasons: { marginMinor, demandPermille, markdownPercent: percentOff, floorMinor },
  };

  function ruleOf(): PriceRule {
    if (clamp(targetMinor, nightly) < floorMinor) return 'cost-floor';
    if (boundedMinor !== targetMinor) return 'nightly-limit';
    if (percentOff > 0) return 'expiry-markdown';
    return demandPermille === 0 ? 'margin' : 'demand';
  }
}

function higherThan(amountMinor: number, beforeMinor: number | null): number | null {
  return beforeMinor !== null && beforeMinor > amountMinor ? beforeMinor : null;
}
