import type { PriceRule } from '@grocer/contracts/pricing';
import { clamp, nightlyBounds, withinLimits } from './bounds.ts';
import { competitorStepPermille } from './competitors.ts';
import { demandStepPermille } from './demand.ts';
import { withEnding } from './endings.ts';
import type { Goods } from './goods.ts';
import { roundDivide } from './integer.ts';
import { ceilingMinor, costFloorMinor, marginPriceMinor } from './margin.ts';
import { markdownPercent } from './markdown.ts';

/** A price and why it is that: the rule that decided last, what it was made from, and what each rule found. */
export interface Decision {
  readonly amountMinor: number;
  /** The price before the reduction, while the goods are reduced. */
  readonly wasMinor: number | null;
  readonly rule: PriceRule;
  readonly reasons: Reasons;
}

/** What a price was made from and what each rule found, less what says nothing: what is not known, and steps of zero. */
export type Reasons = Partial<Goods & Findings>;

interface Findings {
  readonly marginMinor: number;
  readonly demandPermille: number;
  readonly competitorPermille: number;
  readonly markdownPercent: number;
  readonly floorMinor: number;
  readonly ceilingMinor: number;
}

/** What a price would be if nothing bounded it. */
interface Aim {
  readonly rule: PriceRule;
  readonly minor: number;
}

/**
 * Decides a price. A promotion goes first, then a markdown for goods that would outlive their date, else demand and competitors move
 * what cost and margin give; never above its ceiling; at most 20 % away from the last scheduled run's; never below cost unless marked
 * down; ending as our prices do within all of that.
 */
export function decidePrice(goods: Goods): Decision {
  const findings = findingsOf(goods);
  const aim = aimOf(goods, findings);
  const targetMinor = Math.min(aim.minor, findings.ceilingMinor);
  const nightly = nightlyBounds(goods.referenceMinor);
  const bounds = withinLimits(nightly, findings);
  const amountMinor = withEnding(clamp(targetMinor, bounds), bounds);
  const isReduced = aim.rule === 'promotion' || aim.rule === 'expiry-markdown';
  return {
    amountMinor,
    wasMinor: isReduced ? firstHigher(amountMinor, [goods.wasMinor, goods.referenceMinor]) : null,
    rule: ruleOf(),
    reasons: reasonsOf(goods, findings),
  };

  function ruleOf(): PriceRule {
    const nightlyMinor = clamp(targetMinor, nightly);
    if (nightlyMinor < findings.floorMinor) return 'cost-floor';
    if (nightlyMinor !== targetMinor) return 'nightly-limit';
    return targetMinor === aim.minor ? aim.rule : 'ceiling';
  }
}

function reasonsOf(
  { competitorPercent, promotionPercent, wasMinor, referenceMinor, ...goods }: Goods,
  { demandPermille, competitorPermille, markdownPercent: percentOff, ...findings }: Findings,
): Reasons {
  return {
    ...goods,
    ...findings,
    ...(referenceMinor !== null && { referenceMinor }),
    ...(wasMinor !== null && { wasMinor }),
    ...(promotionPercent !== null && { promotionPercent }),
    ...(competitorPercent !== null && { competitorPercent }),
    ...(demandPermille !== 0 && { demandPermille }),
    ...(competitorPermille !== 0 && { competitorPermille }),
    ...(percentOff !== 0 && { markdownPercent: percentOff }),
  };
}

function findingsOf(goods: Goods): Findings {
  const percentOff = goods.promotionPercent === null ? markdownPercent(goods) : 0;
  return {
    marginMinor: marginPriceMinor(goods),
    demandPermille: demandStepPermille(goods),
    competitorPermille: competitorStepPermille(goods),
    markdownPercent: percentOff,
    floorMinor: percentOff > 0 ? 1 : costFloorMinor(goods),
    ceilingMinor: ceilingMinor(goods),
  };
}

function aimOf({ promotionPercent }: Goods, findings: Findings): Aim {
  const { marginMinor, demandPermille, competitorPermille } = findings;
  const regularMinor = roundDivide(marginMinor * (1000 + demandPermille) * (1000 + competitorPermille), 1_000_000);
  const less = (percent: number) => roundDivide(regularMinor * (100 - percent), 100);
  if (promotionPercent !== null) return { rule: 'promotion', minor: less(promotionPercent) };
  if (findings.markdownPercent > 0) return { rule: 'expiry-markdown', minor: less(findings.markdownPercent) };
  return { rule: regularRule(findings), minor: regularMinor };
}

/** Of demand and competitors the one that moves the price further. */
function regularRule({ demandPermille, competitorPermille }: Findings): PriceRule {
  if (demandPermille === 0 && competitorPermille === 0) return 'margin';
  return Math.abs(demandPermille) >= Math.abs(competitorPermille) ? 'demand' : 'competitor-index';
}

function firstHigher(amountMinor: number, before: readonly (number | null)[]): number | null {
  return before.find((one) => one !== null && one > amountMinor) ?? null;
}
