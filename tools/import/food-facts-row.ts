import { type FoodFacts, fromFoodFacts, unknownAllergensOf } from './open-food-facts.ts';
import { type SourceRow, sourceRow } from './rows.ts';

/** What a row of Open Food Facts became, with the allergens that it names and nobody knows. */
export function foodFactsRow(line: number, text: string, facts: FoodFacts): SourceRow {
  const row = sourceRow(line, text, fromFoodFacts(facts));
  const unknownAllergens = unknownAllergensOf(facts.allergens);
  return 'reason' in row || unknownAllergens.length === 0 ? row : { ...row, unknownAllergens };
}
